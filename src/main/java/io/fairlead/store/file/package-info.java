/// Objects in a directory, for a daemon without a cluster.
///
/// In: contents by key. Out: files that only their owner can read, whole or not at all, also after a power cut. Never:
/// a watch, or a meaning of what is kept. Start reading at [io.fairlead.store.file.FileStore].
@NullMarked
package io.fairlead.store.file;

import org.jspecify.annotations.NullMarked;

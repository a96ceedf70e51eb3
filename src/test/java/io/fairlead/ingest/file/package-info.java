/// Real files, real inotify.
@NullMarked
package io.fairlead.ingest.file;

import org.jspecify.annotations.NullMarked;

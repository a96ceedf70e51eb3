/// Rules about the meaning of objects.
///
/// In: the text of a file ([io.fairlead.ingest.validate.FileCheck]) or a whole snapshot
/// ([io.fairlead.ingest.validate.Analysis]). Out: problems. Never: files, sockets, clocks, threads; what to do about
/// a problem is decided by the caller. Daemon and `fairlead validate` call the same functions.
/// Start reading at [io.fairlead.ingest.validate.FileCheck].
@NullMarked
package io.fairlead.ingest.validate;

import org.jspecify.annotations.NullMarked;

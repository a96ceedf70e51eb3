/// Shell: directories of YAML and JSON become changes, hot and whole.
///
/// In: directories ([io.fairlead.ingest.file.FileSource]). Out: changes to a
/// [io.fairlead.model.snapshot.ChangeSink], and one line on standard error per problem that appears. Never: what a set
/// of files means together; [io.fairlead.ingest.validate.FileSet] decides that, and is pure.
/// Start reading at [io.fairlead.ingest.file.FileSource].
@NullMarked
package io.fairlead.ingest.file;

import org.jspecify.annotations.NullMarked;

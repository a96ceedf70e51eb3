/// Shell: directories of YAML and JSON become changes, hot and whole.
///
/// In: directories ([io.fairlead.ingest.file.FileSource]). Out: changes to a
/// [io.fairlead.model.snapshot.ChangeSink], and one line on standard error per problem that appears. What a set of files means
/// together is decided by [io.fairlead.ingest.validate.FileSet], which is pure. Never: what an object means.
/// Start reading at [io.fairlead.ingest.file.FileSource].
@NullMarked
package io.fairlead.ingest.file;

import org.jspecify.annotations.NullMarked;

/// Galley: turns the world into changes.
///
/// In: files (later Kubernetes and Consul). Out: [io.fairlead.model.snapshot.Change]s to a
/// [io.fairlead.model.snapshot.ChangeSink]. Never: translation, pushing. Start reading at
/// `ingest.decode.Decoder` (pure) and `ingest.file.FileSource` (shell).
@NullMarked
package io.fairlead.ingest;

import org.jspecify.annotations.NullMarked;

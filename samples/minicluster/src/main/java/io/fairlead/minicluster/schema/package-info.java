/// Nouns: the pods that this cluster runs, as records.
///
/// **In:** JSON trees of pods, which an API server has accepted. **Out:** typed records.
/// **Never:** files, clocks, processes; nothing here knows what becomes of an object.
/// Start reading at [PodSpec], then [PodDecoder].
@NullMarked
package io.fairlead.minicluster.schema;

import org.jspecify.annotations.NullMarked;

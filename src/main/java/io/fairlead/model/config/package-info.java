/// The objects that people and the cluster write, one record a kind, and what is said about them.
///
/// In: values that `ingest.decode` made. Out: the same values, immutable. Never: YAML, clocks, sockets, other rooms.
/// Start reading at [io.fairlead.model.config.MeshObject].
@NullMarked
package io.fairlead.model.config;

import org.jspecify.annotations.NullMarked;

/// Shell: the objects of a Kubernetes API server become changes, as they are written there.
///
/// In: lists and watches. Out: changes to a [io.fairlead.model.snapshot.ChangeSink]. Never: another verdict than files
/// get: each object is read as a file of its own, by the same decoder, rules and memory of what was good.
/// Start reading at [io.fairlead.ingest.kube.KubeSource].
@NullMarked
package io.fairlead.ingest.kube;

import org.jspecify.annotations.NullMarked;

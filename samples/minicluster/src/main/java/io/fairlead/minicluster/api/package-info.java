/// A Kubernetes API server: what kubectl, Helm and client libraries talk to.
///
/// In: HTTPS requests. Out: objects, stored durably. Never: runs a pod or a controller; those are clients of it. Start
/// reading at {@link ApiCore}, which puts the sub-rooms together: `model` and `patch` (pure), `schema`, `kind` and
/// `table` (pure), `store`, `verb`, `admit`, `http`.
@NullMarked
package io.fairlead.minicluster.api;

import org.jspecify.annotations.NullMarked;

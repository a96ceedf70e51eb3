/// What can be done to objects: get, list, watch, create, update, patch, delete, with Kubernetes' rules of metadata,
/// versions and deletion.
///
/// In: a target and what its sender wants. Out: objects, pages and changes. Never: knows HTTP. Start reading at
/// {@link Writing} and {@link Reading}.
@NullMarked
package io.fairlead.minicluster.api.verb;

import org.jspecify.annotations.NullMarked;

/// What `kubectl get` prints: columns and cells of each kind. Pure.
///
/// In: objects and the time. Out: cells. Never: changes an object. Start reading at {@link Columns}.
@NullMarked
package io.fairlead.minicluster.api.table;

import org.jspecify.annotations.NullMarked;

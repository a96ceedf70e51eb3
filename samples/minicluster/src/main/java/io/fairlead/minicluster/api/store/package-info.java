/// What the API server remembers: objects in an embedded engine, one counter of revisions, and what changed lately.
///
/// In: objects to put and keys to delete. Out: snapshots, and watches that hear of every change once and in order.
/// Never: knows a kind or a rule. Start reading at {@link ObjectStore}.
@NullMarked
package io.fairlead.minicluster.api.store;

import org.jspecify.annotations.NullMarked;

/// Who set which field of an object: `metadata.managedFields`, and what follows from it for server-side apply. Pure.
///
/// In: an object before and after a write, or what somebody applies. Out: the object with its owners, or with whom it
/// conflicts. Never: stores anything, changes its input. Start reading at {@link Ownership}.
@NullMarked
package io.fairlead.minicluster.api.own;

import org.jspecify.annotations.NullMarked;

/// The built-in kinds: their types, what Kubernetes sets when somebody leaves it open, and their rules. Pure.
///
/// In: an object that somebody wants to create or change. Out: the object as it is stored, and what is wrong with it.
/// Never: reads what else is stored. Start reading at {@link BuiltIns}.
@NullMarked
package io.fairlead.minicluster.api.kind;

import org.jspecify.annotations.NullMarked;

/// The three ways to change an object by a patch. Pure.
///
/// In: an object, and what its sender wants changed. Out: the changed object, or why not. Never: changes its input.
/// Start reading at {@link Patches}.
@NullMarked
package io.fairlead.minicluster.api.patch;

import org.jspecify.annotations.NullMarked;

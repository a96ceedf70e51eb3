/// Objects into an API server, and out of it again.
///
/// In: a plan, an API server. Out: what became of each object; what stands in the way, all of it at once. Never: a
/// change before all that can be asked was asked, or of an object that somebody else made.
/// Start reading at [io.fairlead.install.apply.Installer].
@NullMarked
package io.fairlead.install.apply;

import org.jspecify.annotations.NullMarked;

/// What the daemon wishes of this pod's ports on the way to STRICT: count whom it would cut, or try it for a time.
///
/// In: wishes, and connections in clear text. Out: what becomes of each, and what is told to the daemon. Never: a mode
/// that a policy says: this only adds to PERMISSIVE, and takes back what it added. Start reading at
/// {@link io.fairlead.proxy.enforce.Modes}.
@NullMarked
package io.fairlead.proxy.enforce;

import org.jspecify.annotations.NullMarked;

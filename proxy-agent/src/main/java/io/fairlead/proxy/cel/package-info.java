/// Expressions of Google's CEL over one request, as far as access logs need them.
///
/// What comes in: a text, once; a request, each time. What goes out: a value, or nothing where the request lacks what
/// is asked for. What this room never does: guess: an attribute or a function that isn't known is refused when the text
/// is read. Pure. Start reading at [io.fairlead.proxy.cel.Expression].
@NullMarked
package io.fairlead.proxy.cel;

import org.jspecify.annotations.NullMarked;

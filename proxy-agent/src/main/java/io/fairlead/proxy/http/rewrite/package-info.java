/// How a head changes on its way: path, authority, headers, request id, and where a redirect leads.
///
/// In: a compiled route, a request, and a [HeaderEditor] that a codec gives. Out: calls of that editor, or a text.
/// Never: I/O, clocks, chance (random bits are handed in). Start reading at [Rewrites].
@NullMarked
package io.fairlead.proxy.http.rewrite;

import org.jspecify.annotations.NullMarked;

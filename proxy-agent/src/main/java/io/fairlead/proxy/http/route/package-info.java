/// Which route a request takes and which cluster it goes to: one decision for every HTTP version.
///
/// In: a route table of the model, compiled once, and a [RequestView] of the head that a codec has parsed. Out: a
/// [RouteEntry] and a [Destination], both made at compile time. Never: I/O, clocks, chance (a number is handed in), or
/// objects made for each request. Start reading at [Routes].
@NullMarked
package io.fairlead.proxy.http.route;

import org.jspecify.annotations.NullMarked;

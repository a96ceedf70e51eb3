/// The xDS protocol of one stream as a value: who asked for what, what was sent, what was acknowledged, what may go
/// next.
///
/// In: {@link Ask}s of a client (state of the world or delta) and {@link Target}s, the configuration that it should
/// have. Out: the next {@link Answer}, one in flight per type, in an order in which no route ever points at a cluster
/// that the client has not warmed. Never: time, threads, sockets, loggers; what a resource means (only its name and
/// version count here). Start reading at {@link Session}.
@NullMarked
package io.fairlead.push.session;

import org.jspecify.annotations.NullMarked;

/// Listeners: from an accepted connection to the handler that its filter chain names.
///
/// In: the listeners of a snapshot, and connections. Out: bound sockets, and connections handed to `http` and `tcp`
/// with what is known of them. A change of routes, clusters or endpoints reaches the next request of connections that
/// exist; a changed chain lets its connections end after their next answer. Never: decides about requests. Start
/// reading at {@link io.fairlead.proxy.listener.Dataplane}.
@NullMarked
package io.fairlead.proxy.listener;

import org.jspecify.annotations.NullMarked;

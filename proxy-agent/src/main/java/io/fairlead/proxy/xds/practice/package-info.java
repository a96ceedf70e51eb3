/// A daemon for one proxy that trains itself: it sends a usual configuration once.
///
/// In: a stream of this process. Out: clusters, endpoints, listeners, routes. Never: runs beside real traffic. Start
/// reading at [io.fairlead.proxy.xds.practice.PracticeDaemon].
@NullMarked
package io.fairlead.proxy.xds.practice;

import org.jspecify.annotations.NullMarked;

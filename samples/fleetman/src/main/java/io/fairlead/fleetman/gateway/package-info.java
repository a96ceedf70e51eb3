/// What the page asks: one API in front of tracker and staff, and a WebSocket that pushes movements.
///
/// In: requests of browsers, by way of the web application. Out: JSON, positions as they change. Never: data of its
/// own. Start reading at {@link io.fairlead.fleetman.gateway.GatewayService}.
@NullMarked
package io.fairlead.fleetman.gateway;

import org.jspecify.annotations.NullMarked;

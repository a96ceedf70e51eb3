/// The page, its pictures, and the way from `/api` to the gateway.
///
/// In: requests of browsers. Out: static files in one edition; everything below `/api` as the gateway answers it, the
/// WebSocket too. Never: a decision about vehicles. Start reading at
/// {@link io.fairlead.fleetman.webapp.WebappService}.
@NullMarked
package io.fairlead.fleetman.webapp;

import org.jspecify.annotations.NullMarked;

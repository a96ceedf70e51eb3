/// HTTP and WebSocket for all roles: what is asked and answered as records, one server, one client.
///
/// In: bytes of a connection, handed on as {@link io.fairlead.fleetman.http.Request}; calls to another service.
/// Out: {@link io.fairlead.fleetman.http.Response}; failures in the JSON shape that callers know. Never: what a
/// service means. Helidon and the JDK client are known here only. Start reading at
/// {@link io.fairlead.fleetman.http.Service}.
@NullMarked
package io.fairlead.fleetman.http;

import org.jspecify.annotations.NullMarked;

/// Environment and arguments to settings, settings to a running role.
///
/// In: strings. Out: servers that run until closed. Never: behaviour of a service. Start reading at
/// {@link io.fairlead.fleetman.bootstrap.Fleet}.
@NullMarked
package io.fairlead.fleetman.bootstrap;

import org.jspecify.annotations.NullMarked;

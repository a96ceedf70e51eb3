/// A server that speaks first, as those of mail and of some databases do: not a part of the fleet, but of the
/// acceptance rows.
///
/// In: TCP connections. Out: one line to each, then the end. Never: waits for the caller to say something. Start
/// reading at {@link Greeter}.
@NullMarked
package io.fairlead.fleetman.greeter;

import org.jspecify.annotations.NullMarked;

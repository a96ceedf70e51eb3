/// A server that says what it was asked: not a part of the fleet, but of the acceptance rows, which see by it what a
/// sidecar makes of a request.
///
/// In: a request. Out: its line and headers as text. Never: anything else. Start reading at {@link EchoService}.
@NullMarked
package io.fairlead.fleetman.echo;

import org.jspecify.annotations.NullMarked;

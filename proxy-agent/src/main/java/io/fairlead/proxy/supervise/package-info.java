/// Runs a stock Envoy instead of our own data plane.
///
/// In: who this proxy is, and a program. Out: Envoy as a child, fed by the daemon; what it says of itself; its drain
/// and its end. Never: carries traffic, starts Envoy a second time (whoever runs the container does).
/// Start reading at [StockEnvoy].
@NullMarked
package io.fairlead.proxy.supervise;

import org.jspecify.annotations.NullMarked;

package io.fairlead.proxy.bootstrap;

import io.fairlead.proxy.bootstrap.parse.ProxyConfig;
import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.enforce.Enforcement;
import io.fairlead.proxy.http.forward.PeerBook;
import io.fairlead.proxy.http.h2.H2Protocol;
import io.fairlead.proxy.http.h2.H2Server;
import io.fairlead.proxy.identity.Secrets;
import io.fairlead.proxy.identity.tls.Handshakes;
import io.fairlead.proxy.identity.tls.TlsContexts;
import io.fairlead.proxy.identity.tls.TlsLimits;
import io.fairlead.proxy.listener.Arrivals;
import io.fairlead.proxy.listener.Dataplane;
import io.fairlead.proxy.listener.Loops;
import io.fairlead.proxy.meter.Callers;
import io.fairlead.proxy.meter.Stats;
import io.fairlead.proxy.telemetry.Telemetry;
import io.fairlead.proxy.telemetry.als.LogServers;
import io.fairlead.proxy.trace.Tracers;

/// Joins the data plane with telemetry: every event loop counts and logs for itself.
final class DataplaneAssembly {
    private DataplaneAssembly() {}

    /// What measures and traces.
    ///
    /// @param logs servers that take access logs
    /// @param callers hears who came
    /// @param enforcement says what becomes of clear text
    record Watching(
            Telemetry telemetry,
            LogServers logs,
            Tracers tracers,
            Callers callers,
            Enforcement enforcement) {}

    /// @param secrets what this workload shows and believes
    static Dataplane of(ProxyConfig config, Watching watching, Secrets secrets, Stats stats) {
        var loops = Loops.of(config.concurrency());
        TlsLimits limits = TlsLimits.DEFAULT;
        var handshakes = new Handshakes(stats, Clock.SYSTEM, limits);
        return new Dataplane(
                loops,
                new Dataplane.Parts(
                        Clock.SYSTEM,
                        _ -> new LoopObservers(watching),
                        H2Server::handler,
                        H2Protocol::new,
                        new TlsContexts(secrets, Clock.SYSTEM, handshakes, limits),
                        () -> new PeerBook(config.nodeId(), config.self()),
                        new Arrivals(stats, watching.callers(), watching.enforcement())));
    }
}

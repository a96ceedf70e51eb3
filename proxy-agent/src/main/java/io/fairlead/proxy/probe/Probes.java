package io.fairlead.proxy.probe;

import io.fairlead.proxy.endpoint.Endpoint;
import io.fairlead.proxy.endpoint.EndpointServer;
import io.fairlead.proxy.endpoint.LoopbackClient;
import io.fairlead.proxy.endpoint.Reply;
import io.fairlead.proxy.probe.ready.Readiness;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The ports that Kubernetes and Prometheus ask: 15021 readiness, 15090 this proxy's metrics, 15020 both, with the
/// application's metrics merged in, and the ways to drain and to end the proxy.
public final class Probes {

    /// What the probes need from the rest of the proxy.
    ///
    /// @param readiness the facts now
    /// @param metrics Prometheus text of this proxy
    /// @param orders what somebody in the pod may order
    public record Sources(
            Supplier<CompletionStage<Readiness.Facts>> readiness,
            Supplier<CompletionStage<String>> metrics,
            Orders orders) {

        /// Sources that know at once.
        public static Sources atOnce(
                Supplier<Readiness.Facts> readiness, Supplier<String> metrics, Orders orders) {
            return new Sources(
                    () -> CompletableFuture.completedFuture(readiness.get()),
                    () -> CompletableFuture.completedFuture(metrics.get()),
                    orders);
        }
    }

    /// What somebody in the pod may order.
    ///
    /// @param quit begins to end this proxy
    /// @param drain takes no more connections, and goes on with those that there are
    public record Orders(Runnable quit, Runnable drain) {}

    private static final LoopbackClient.Limits SCRAPE =
            new LoopbackClient.Limits(5, 4 * 1024 * 1024);

    private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Sources sources;
    private final Applications applications;

    /// Applications that are asked through this proxy.
    ///
    /// @param pod where they listen
    /// @param from whence they are asked; null for anywhere
    public record Applications(AppProbers probers, InetAddress pod, @Nullable InetAddress from) {

        /// None.
        public static final Applications NONE =
                new Applications(AppProbers.NONE, InetAddress.getLoopbackAddress(), null);

        /// As the pod's packet rules let it through.
        public static Applications of(AppProbers probers, String podIp) {
            if (probers.byPath().isEmpty()) {
                return NONE;
            }
            InetAddress pod = InetAddress.ofLiteral(podIp);
            String from = pod instanceof Inet6Address ? "::6" : "127.0.0.6";
            return new Applications(probers, pod, InetAddress.ofLiteral(from));
        }
    }

    public Probes(Sources sources) {
        this(sources, Applications.NONE);
    }

    /// @param applications that are asked on 15020
    public Probes(Sources sources, Applications applications) {
        this.sources = sources;
        this.applications = applications;
    }

    /// Serves readiness (15021).
    public InetSocketAddress serveReadiness(EndpointServer server, InetSocketAddress address)
            throws IOException {
        return server.serve(address, Map.of("/healthz/ready", ready()));
    }

    /// Serves this proxy's metrics (15090).
    public InetSocketAddress serveMetrics(EndpointServer server, InetSocketAddress address)
            throws IOException {
        return server.serve(address, Map.of("/stats/prometheus", own()));
    }

    /// Serves what Istio's agent serves (15020).
    public InetSocketAddress serveAgent(
            EndpointServer server, InetSocketAddress address, AppMetrics app) throws IOException {
        return serveAgent(server, address, merged(server.loop(), app));
    }

    /// Serves what Istio's agent serves (15020), without an application's metrics.
    public InetSocketAddress serveAgent(EndpointServer server, InetSocketAddress address)
            throws IOException {
        return serveAgent(server, address, own());
    }

    private InetSocketAddress serveAgent(
            EndpointServer server, InetSocketAddress address, Endpoint metrics) throws IOException {
        AppHealth health = new AppHealth(server.loop(), applications.pod(), applications.from());
        Map<String, Endpoint> endpoints =
                new LinkedHashMap<>(health.endpoints(applications.probers()));
        endpoints.put("/healthz/ready", ready());
        endpoints.put("/stats/prometheus", metrics);
        endpoints.put("/metrics", metrics);
        endpoints.put("/quitquitquit", order(sources.orders().quit()));
        endpoints.put("/drain", order(sources.orders().drain()));
        return server.serve(address, endpoints);
    }

    private static Endpoint order(Runnable order) {
        return Endpoint.localPost(_ -> {
            order.run();
            return Reply.ok("OK\n");
        });
    }

    private Endpoint ready() {
        return query ->
                sources.readiness().get().thenCompose(facts -> verdict(facts).answer(query));
    }

    private static Endpoint verdict(Readiness.Facts facts) {
        return Endpoint.get(_ ->
                switch (Readiness.of(facts)) {
                    case Readiness.Ready() -> Reply.ok("");
                    case Readiness.NotReady(String reason) -> Reply.text(503, reason + "\n");
                });
    }

    private Endpoint own() {
        return query ->
                sources.metrics()
                        .get()
                        .thenCompose(text -> Endpoint.get(_ -> metrics(text)).answer(query));
    }

    private Endpoint merged(EventLoopGroup loop, AppMetrics app) {
        var client = new LoopbackClient(loop, SCRAPE);
        return _ ->
                client.get(app.port(), app.path())
                        .handle((reply, lost) ->
                                lost == null && reply.status() == 200 ? reply.body() : "")
                        .thenCombine(sources.metrics().get(), Probes::joined);
    }

    private static Reply joined(String appText, String own) {
        String gap = appText.isEmpty() || appText.endsWith("\n") ? "" : "\n";
        return metrics(appText.replace("# EOF\n", "") + gap + own);
    }

    private static Reply metrics(String text) {
        return new Reply(200, METRICS_TYPE, text);
    }
}

package io.fairlead.proxy.supervise;

import io.fairlead.proxy.endpoint.LoopbackClient;
import io.fairlead.proxy.endpoint.Reply;
import io.fairlead.proxy.supervise.bootstrap.EnvoySettings;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/// Asks a stock Envoy's admin port.
public final class EnvoyAdmin {

    private static final LoopbackClient.Limits LIMITS =
            new LoopbackClient.Limits(3, 32 * 1024 * 1024);
    private static final String DRAIN = "/drain_listeners?inboundonly&graceful&skip_exit";

    private final LoopbackClient client;
    private final EnvoySettings.Ports ports;

    /// @param loop the agent's thread for such questions
    public EnvoyAdmin(EventLoopGroup loop, EnvoySettings.Ports ports) {
        this.client = new LoopbackClient(loop, LIMITS);
        this.ports = ports;
    }

    /// What it says of itself; all zero where it doesn't answer.
    public CompletableFuture<EnvoyFacts> facts() {
        return get(EnvoyFacts.QUERY)
                .handle((text, lost) -> lost == null ? EnvoyFacts.parse(text) : EnvoyFacts.NONE);
    }

    /// Its metrics as Prometheus' text; empty where it doesn't answer.
    public CompletableFuture<String> prometheus() {
        return get("/stats/prometheus").exceptionally(_ -> "");
    }

    /// Open connections of clients.
    CompletableFuture<Long> activeConnections() {
        return get(EnvoyFacts.CONNECTIONS_QUERY)
                .thenApply(text ->
                        EnvoyFacts.activeConnections(text, ports.readiness(), ports.metrics()));
    }

    /// Asks it to tell clients to go elsewhere; it goes on to serve.
    CompletableFuture<Reply> drain() {
        return client.post(ports.admin(), DRAIN);
    }

    private CompletableFuture<String> get(String path) {
        return client.get(ports.admin(), path)
                .thenCompose(reply ->
                        reply.status() == 200
                                ? CompletableFuture.completedFuture(reply.body())
                                : CompletableFuture.failedFuture(
                                        new IOException(path + ": status " + reply.status())));
    }
}

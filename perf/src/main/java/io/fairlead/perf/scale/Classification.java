package io.fairlead.perf.scale;

import io.fairlead.proxy.meter.Callers;
import io.fairlead.proxy.meter.Came;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What a sidecar does more for each connection and each request to know who came and how, as pieces alone, by one
/// loop.
/// The look at the first bytes is not in it: a PERMISSIVE port needs it anyway, to tell TLS from clear text.
final class Classification {
    private static final int PORT = 8080;
    private static final int MESH_MTLS = 1;
    private static final int ROUNDS = 5;
    private static final int OPS = 2_000_000;

    private final Callers callers = new Callers();
    private final List<String> sources = new ArrayList<>();

    /// @param callersMax who calls the port
    Classification(int callersMax) {
        for (int i = 0; i < callersMax; i++) {
            sources.add("spiffe://cluster.local/ns/shop/sa/caller-" + i);
        }
    }

    /// Nanoseconds of the best round.
    ///
    /// @param request on a connection that is open
    /// @param connection from its begin to its end, without its requests
    record Cost(double request, double connection) {}

    Cost measure() {
        double request = Double.MAX_VALUE;
        double connection = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            request = Math.min(request, requests());
            connection = Math.min(connection, connections());
        }
        return new Cost(request, connection);
    }

    private double requests() {
        List<Came> open = sources.stream().map(this::opened).toList();
        long begun = System.nanoTime();
        for (int i = 0; i < OPS; i++) {
            open.get(i % open.size()).asked("GET", "/vehicles", "curl/8.0");
        }
        double each = perOp(begun);
        open.forEach(Came::gone);
        return each;
    }

    private double connections() {
        long begun = System.nanoTime();
        for (int i = 0; i < OPS; i++) {
            opened(sources.get(i % sources.size())).gone();
        }
        return perOp(begun);
    }

    private Came opened(String source) {
        return callers.opened(PORT, new Callers.Way(MESH_MTLS, source), "");
    }

    private static double perOp(long begun) {
        return (double) Duration.ofNanos(System.nanoTime() - begun).toNanos() / OPS;
    }
}

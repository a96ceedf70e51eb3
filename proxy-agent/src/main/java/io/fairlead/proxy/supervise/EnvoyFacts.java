package io.fairlead.proxy.supervise;

import java.util.HashMap;
import java.util.Map;

/// What a stock Envoy says of itself.
///
/// @param clustersAccepted answers of the control plane about clusters that it took
/// @param serving its state is LIVE and its workers run
public record EnvoyFacts(
        long clustersAccepted,
        long clustersRejected,
        long listenersAccepted,
        long listenersRejected,
        boolean serving) {

    /// It has not answered.
    static final EnvoyFacts NONE = new EnvoyFacts(0, 0, 0, 0, false);

    /// Query of the statistics that {@link #parse} reads.
    static final String QUERY =
            "/stats?filter=^(cluster_manager\\.cds\\.update_(success|rejected)"
                    + "|listener_manager\\.lds\\.update_(success|rejected)"
                    + "|listener_manager\\.workers_started|server\\.state)$";

    /// Query of the statistics that {@link #activeConnections} reads.
    static final String CONNECTIONS_QUERY = "/stats?usedonly&filter=downstream_cx_active$";

    /// Reads lines of `name: value`.
    static EnvoyFacts parse(String text) {
        Map<String, Long> stats = values(text);
        return new EnvoyFacts(
                stats.getOrDefault("cluster_manager.cds.update_success", 0L),
                stats.getOrDefault("cluster_manager.cds.update_rejected", 0L),
                stats.getOrDefault("listener_manager.lds.update_success", 0L),
                stats.getOrDefault("listener_manager.lds.update_rejected", 0L),
                stats.getOrDefault("listener_manager.workers_started", 0L) == 1
                        && stats.getOrDefault("server.state", -1L) == 0);
    }

    /// Connections of clients that listeners of the control plane have open: neither those of the admin port nor those
    /// of the ports given, and none twice (Envoy counts them again for each worker).
    static long activeConnections(String text, int... ownPorts) {
        return values(text).entrySet().stream()
                .filter(stat -> stat.getKey().startsWith("listener."))
                .filter(stat -> !stat.getKey().startsWith("listener.admin."))
                .filter(stat -> !stat.getKey().contains(".worker_"))
                .filter(stat -> !ofPort(stat.getKey(), ownPorts))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static boolean ofPort(String name, int... ports) {
        for (int port : ports) {
            if (name.endsWith("_" + port + ".downstream_cx_active")) {
                return true;
            }
        }
        return false;
    }

    private static Map<String, Long> values(String text) {
        Map<String, Long> values = new HashMap<>();
        for (String line : text.split("\n", -1)) {
            int colon = line.lastIndexOf(": ");
            if (colon > 0 && line.substring(colon + 2).matches("\\d{1,18}")) {
                values.put(line.substring(0, colon), Long.parseLong(line.substring(colon + 2)));
            }
        }
        return values;
    }
}

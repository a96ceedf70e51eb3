package io.fairlead.proxy.xds;

import io.fairlead.proxy.meter.StatName;
import io.fairlead.proxy.meter.Stats;
import io.fairlead.proxy.xds.subscribe.ResourceType;

/// Counts what Envoy counts about its configuration, under the names that readiness checks look for.
final class XdsStats {
    private final Stats stats;
    private volatile boolean connected;

    XdsStats(Stats stats) {
        this.stats = stats;
        stats.gauge(StatName.of("control_plane", "connected_state"), () -> connected ? 1 : 0);
    }

    void connected(boolean now) {
        connected = now;
    }

    boolean isConnected() {
        return connected;
    }

    void updated(ResourceType type, boolean accepted) {
        String scope =
                switch (type) {
                    case CLUSTER -> "cluster_manager.cds";
                    case LISTENER -> "listener_manager.lds";
                    case ROUTES -> "http.rds";
                    case VIRTUAL_HOST -> "http.vhds";
                    case ENDPOINTS -> "cluster.eds";
                    case SECRET -> "sds";
                };
        stats.counter(StatName.of(scope, "update_attempt")).increment();
        stats.counter(StatName.of(scope, accepted ? "update_success" : "update_rejected"))
                .increment();
    }
}

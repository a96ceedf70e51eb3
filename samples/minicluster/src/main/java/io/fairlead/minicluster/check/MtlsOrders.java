package io.fairlead.minicluster.check;

import java.util.List;

/// What people say of the migration to mutual TLS, on the daemon's own machine.
final class MtlsOrders {
    private static final String DAEMON = "istio-system/istiod";

    private MtlsOrders() {}

    static void all(Fleet fleet, String verb) {
        give(fleet, verb, "all=true");
    }

    /// @param units `namespace/workload:port`
    static void of(Fleet fleet, String verb, List<String> units) {
        give(fleet, verb, "unit=" + String.join("&unit=", units));
    }

    private static void give(Fleet fleet, String verb, String which) {
        fleet.exec(
                DAEMON,
                "curl",
                "-s",
                "--max-time",
                "10",
                "-X",
                "POST",
                "-H",
                "x-fairlead-order: yes",
                "http://127.0.0.1:15014/debug/mtls/%s?%s&by=check".formatted(verb, which));
    }
}

package io.fairlead.minicluster.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the daemon knows of its proxies, from `/debug/syncz` and `/metrics`.
///
/// @param proxies number of connected proxies
/// @param unsynced proxies that have not acknowledged all that they were sent
record Syncz(int proxies, int unsynced) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> KINDS = List.of("cluster", "listener", "route", "endpoint");

    static Syncz of(Fleet fleet) {
        try {
            int proxies = 0;
            int unsynced = 0;
            for (JsonNode proxy : JSON.readTree(fleet.daemon("/debug/syncz"))) {
                proxies++;
                boolean synced =
                        KINDS.stream()
                                .allMatch(kind ->
                                        proxy.path(kind + "_sent")
                                                .equals(proxy.path(kind + "_acked")));
                unsynced += synced ? 0 : 1;
            }
            return new Syncz(proxies, unsynced);
        } catch (JsonProcessingException _) {
            return new Syncz(0, 0);
        }
    }

    boolean allSynced() {
        return proxies > 0 && unsynced == 0;
    }

    /// How often a proxy has rejected what it was sent, since the daemon started.
    static int rejections(Fleet fleet) {
        return (int) sum(fleet, Pattern.compile("pilot_total_xds_rejects\\S* ([0-9.eE+]+)"));
    }

    /// How often the daemon has pushed this type (`cds`, `eds`, `lds`, `rds`).
    static int pushes(Fleet fleet, String type) {
        return (int)
                sum(
                        fleet,
                        Pattern.compile(
                                "pilot_xds_pushes\\w*\\{[^}]*type=\""
                                        + type
                                        + "\"[^}]*\\} ([0-9.eE+]+)"));
    }

    private static double sum(Fleet fleet, Pattern pattern) {
        return fleet.daemon("/metrics")
                .lines()
                .map(pattern::matcher)
                .filter(Matcher::matches)
                .mapToDouble(matcher -> Double.parseDouble(matcher.group(1)))
                .sum();
    }
}

package io.fairlead.inject.patch;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// Where Prometheus finds the metrics of a pod: at the proxy, which adds the application's to its own.
final class Scraping {
    static final String PREFIX = "prometheus.io/";
    private static final String SCRAPE = "scrape";
    private static final String PORT = "port";
    private static final String PATH = "path";

    private Scraping() {}

    /// What the application said of itself, for the proxy: the value of `ISTIO_PROMETHEUS_ANNOTATIONS`. Empty when it
    /// doesn't want to be asked.
    static ObjectNode of(Asked asked, int statusPort) {
        ObjectNode said = Json.object();
        String scrape = asked.text(PREFIX + SCRAPE, "");
        String port = asked.text(PREFIX + PORT, "");
        if (!scrape.equals("true") || port.equals(Integer.toString(statusPort))) {
            return said;
        }
        if (!port.isEmpty() && !port.matches("[0-9]{1,5}")) {
            asked.bad(PREFIX + PORT, port, "a port");
        }
        said.put(SCRAPE, scrape);
        String path = asked.text(PREFIX + PATH, "");
        if (!path.isEmpty()) {
            said.put(PATH, path);
        }
        if (!port.isEmpty()) {
            said.put(PORT, port);
        }
        return said;
    }

    /// True when Prometheus may ask this pod.
    static boolean isWanted(Asked asked) {
        return !asked.text(PREFIX + SCRAPE, "").equals("false");
    }

    /// Leads Prometheus to the proxy.
    static void lead(ObjectNode annotations, int statusPort) {
        annotations.put(PREFIX + SCRAPE, "true");
        annotations.put(PREFIX + PORT, Integer.toString(statusPort));
        annotations.put(PREFIX + PATH, "/stats/prometheus");
    }
}

package io.fairlead.app.http;

import java.util.regex.Pattern;

/// Prometheus' Java client ends every counter in `_total`; Istio's counters do not, and its users' queries know them
/// without.
final class PrometheusText {

    private static final Pattern COUNTER =
            Pattern.compile("(?m)\\b((?:pilot|citadel|galley)_\\w+)_total\\b");

    private PrometheusText() {}

    static String asIstio(String scraped) {
        return COUNTER.matcher(scraped).replaceAll("$1");
    }
}

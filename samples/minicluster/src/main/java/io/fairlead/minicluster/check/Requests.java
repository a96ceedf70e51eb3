package io.fairlead.minicluster.check;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Istio's request counters, as sidecars show them.
final class Requests {

    /// The label value of requests that came by mutual TLS.
    static final String MUTUAL_TLS = "mutual_tls";

    /// The label value of requests that came in plaintext.
    static final String PLAIN = "none";

    private static final Pattern LINE =
            Pattern.compile("istio_requests_total\\{([^}]*)\\} ([0-9.eE+]+)");

    private Requests() {}

    /// Requests that the sidecar of a workload has served with this `connection_security_policy`.
    static double served(Fleet fleet, String workload, String security) {
        return fleet.admin(workload, "/stats/prometheus")
                .lines()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .filter(line -> line.group(1).contains("reporter=\"destination\""))
                .filter(line ->
                        line.group(1).contains("connection_security_policy=\"" + security + "\""))
                .mapToDouble(line -> Double.parseDouble(line.group(2)))
                .sum();
    }
}

package io.fairlead.model.policy;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Policy for connections to a host, a subset or a port. Null means "not written".
///
/// @param ports policies for single ports of the service, by number
public record TrafficPolicy(
        @Nullable LoadBalancer loadBalancer,
        @Nullable ConnectionPool connectionPool,
        @Nullable OutlierDetection outlierDetection,
        @Nullable ClientTls tls,
        SortedMap<Integer, TrafficPolicy> ports) {
    public static final TrafficPolicy NONE =
            new TrafficPolicy(null, null, null, null, new TreeMap<>());

    public TrafficPolicy {
        ports = Collections.unmodifiableSortedMap(new TreeMap<>(ports));
    }

    /// Client TLS settings.
    ///
    /// @param mode `DISABLE`, `SIMPLE`, `MUTUAL` or `ISTIO_MUTUAL`
    public record ClientTls(
            String mode,
            String sni,
            List<String> subjectAltNames,
            String credentialName,
            String caCertificates,
            String clientCertificate,
            String privateKey,
            boolean insecureSkipVerify) {
        public static final String DISABLE = "DISABLE";
        public static final String SIMPLE = "SIMPLE";
        public static final String MUTUAL = "MUTUAL";
        public static final String ISTIO_MUTUAL = "ISTIO_MUTUAL";

        public ClientTls {
            subjectAltNames = List.copyOf(subjectAltNames);
        }
    }
}

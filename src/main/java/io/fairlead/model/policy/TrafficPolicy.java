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

    /// The same without the names of Secrets.
    public TrafficPolicy withoutCredential() {
        boolean none = ports.isEmpty() && (tls == null || tls.credentialName().isEmpty());
        if (none) {
            return this;
        }
        SortedMap<Integer, TrafficPolicy> bare = new TreeMap<>();
        ports.forEach((port, policy) -> bare.put(port, policy.withoutCredential()));
        return new TrafficPolicy(
                loadBalancer,
                connectionPool,
                outlierDetection,
                tls == null ? null : tls.withoutCredential(),
                bare);
    }

    /// Client TLS settings.
    ///
    /// @param mode `DISABLE`, `SIMPLE`, `MUTUAL` or `ISTIO_MUTUAL`
    /// @param credentialName the Secret that holds certificates, instead of files beside the proxy
    /// @param caCrl file with lists of revoked certificates
    public record ClientTls(
            String mode,
            String sni,
            List<String> subjectAltNames,
            String credentialName,
            String caCertificates,
            String caCrl,
            String clientCertificate,
            String privateKey,
            boolean insecureSkipVerify) {
        public static final String DISABLE = "DISABLE";
        public static final String SIMPLE = "SIMPLE";
        public static final String MUTUAL = "MUTUAL";
        public static final String ISTIO_MUTUAL = "ISTIO_MUTUAL";

        /// The same for servers of these names, unless it names some.
        public ClientTls expecting(List<String> names) {
            return names.isEmpty() || !subjectAltNames.isEmpty()
                    ? this
                    : new ClientTls(
                            mode,
                            sni,
                            names,
                            credentialName,
                            caCertificates,
                            caCrl,
                            clientCertificate,
                            privateKey,
                            insecureSkipVerify);
        }

        /// The same without a Secret.
        ClientTls withoutCredential() {
            return new ClientTls(
                    mode,
                    sni,
                    subjectAltNames,
                    "",
                    caCertificates,
                    caCrl,
                    clientCertificate,
                    privateKey,
                    insecureSkipVerify);
        }

        public ClientTls {
            subjectAltNames = List.copyOf(subjectAltNames);
        }
    }
}

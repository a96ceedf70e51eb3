package io.fairlead.model.config;

import io.fairlead.model.telemetry.MeshTelemetry;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Settings of the whole mesh: key `mesh` of the ConfigMap `istio`.
///
/// @param trustDomainAliases other trust domains whose identities are ours too
/// @param autoMtls clients speak mutual TLS with every peer that has a proxy
/// @param minTls13 peers must speak TLS 1.3; else 1.2 is enough
/// @param outboundAny true: unknown destinations pass through (`ALLOW_ANY`), false: `REGISTRY_ONLY`
/// @param accessLogFile where proxies write their access log, empty for nowhere
/// @param accessLogFormat empty for Istio's default format
/// @param accessLogJson true for JSON encoding
/// @param telemetry where metrics, logs and traces go
public record MeshConfig(
        Meta meta,
        String trustDomain,
        List<String> trustDomainAliases,
        boolean autoMtls,
        boolean minTls13,
        String rootNamespace,
        String domain,
        boolean outboundAny,
        Duration connectTimeout,
        Duration protocolDetectionTimeout,
        String accessLogFile,
        String accessLogFormat,
        boolean accessLogJson,
        MeshTelemetry telemetry)
        implements MeshObject {

    public static final String ROOT_NAMESPACE = "istio-system";
    public static final String DOMAIN = "cluster.local";

    /// Istio's defaults, except that the access log is on: on standard output.
    public static final MeshConfig DEFAULT =
            new MeshConfig(
                    Meta.of(new ObjectKey("", "ConfigMap", ROOT_NAMESPACE, "istio")),
                    DOMAIN,
                    List.of(),
                    true,
                    false,
                    ROOT_NAMESPACE,
                    DOMAIN,
                    true,
                    Duration.ofSeconds(10),
                    Duration.ZERO,
                    "/dev/stdout",
                    "",
                    false,
                    MeshTelemetry.DEFAULT);

    public MeshConfig {
        trustDomainAliases = List.copyOf(trustDomainAliases);
    }

    /// The trust domain and its aliases, each once, ours first.
    public Set<String> trustDomains() {
        Set<String> all = new LinkedHashSet<>();
        all.add(trustDomain);
        all.addAll(trustDomainAliases);
        return all;
    }
}

package io.fairlead.model.config;

import java.time.Duration;

/// Settings of the whole mesh: key `mesh` of the ConfigMap `istio`.
///
/// @param outboundAny true: unknown destinations pass through (`ALLOW_ANY`), false: `REGISTRY_ONLY`
/// @param accessLogFile where proxies write their access log, empty for nowhere
/// @param accessLogFormat empty for Istio's default format
/// @param accessLogJson true for JSON encoding
public record MeshConfig(
        Meta meta,
        String trustDomain,
        String rootNamespace,
        String domain,
        boolean outboundAny,
        Duration connectTimeout,
        Duration protocolDetectionTimeout,
        String accessLogFile,
        String accessLogFormat,
        boolean accessLogJson)
        implements MeshObject {

    public static final String ROOT_NAMESPACE = "istio-system";
    public static final String DOMAIN = "cluster.local";

    /// Istio's defaults, except that the access log is on: on standard output.
    public static final MeshConfig DEFAULT =
            new MeshConfig(
                    Meta.of(new ObjectKey("", "ConfigMap", ROOT_NAMESPACE, "istio")),
                    DOMAIN,
                    ROOT_NAMESPACE,
                    DOMAIN,
                    true,
                    Duration.ofSeconds(10),
                    Duration.ZERO,
                    "/dev/stdout",
                    "",
                    false);
}

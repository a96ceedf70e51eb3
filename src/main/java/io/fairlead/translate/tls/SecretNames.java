package io.fairlead.translate.tls;

import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.fairlead.translate.input.Protos;

/// The secrets that an agent or the daemon hands to a proxy, by Istio's names, and where the proxy asks for them.
final class SecretNames {
    /// Key and certificate of the workload.
    static final String WORKLOAD = "default";

    /// The roots of the mesh.
    static final String MESH_ROOTS = "ROOTCA";

    private static final String SECRETS = "kubernetes://";

    /// The agent, a cluster of the proxy's bootstrap.
    private static final String AGENT = "sds-grpc";

    private static final ConfigSource FROM_AGENT =
            ConfigSource.newBuilder()
                    .setApiConfigSource(
                            ApiConfigSource.newBuilder()
                                    .setApiType(ApiConfigSource.ApiType.GRPC)
                                    .setTransportApiVersion(ApiVersion.V3)
                                    .setSetNodeOnFirstMessageOnly(true)
                                    .addGrpcServices(
                                            GrpcService.newBuilder()
                                                    .setEnvoyGrpc(
                                                            GrpcService.EnvoyGrpc.newBuilder()
                                                                    .setClusterName(AGENT))))
                    .setInitialFetchTimeout(Protos.ZERO)
                    .setResourceApiVersion(ApiVersion.V3)
                    .build();

    private static final ConfigSource FROM_DAEMON =
            ConfigSource.newBuilder()
                    .setAds(AggregatedConfigSource.getDefaultInstance())
                    .setResourceApiVersion(ApiVersion.V3)
                    .build();

    private SecretNames() {}

    /// Key and certificate from files beside the proxy.
    static String files(String certificate, String key) {
        return "file-cert:" + certificate + "~" + key;
    }

    /// Trusted roots from a file beside the proxy, or `system`.
    static String roots(String file) {
        return "file-root:" + file;
    }

    /// A Secret of the proxy's own namespace.
    static String secret(String name) {
        return name.startsWith(SECRETS) ? name : SECRETS + name;
    }

    /// The roots of a Secret.
    static String rootsOfSecret(String name) {
        return secret(name) + "-cacert";
    }

    /// A secret, asked for from the daemon.
    static SdsSecretConfig fromDaemon(String name) {
        return SdsSecretConfig.newBuilder().setName(name).setSdsConfig(FROM_DAEMON).build();
    }

    /// A secret, asked for from the agent.
    static SdsSecretConfig fromAgent(String name) {
        return SdsSecretConfig.newBuilder().setName(name).setSdsConfig(FROM_AGENT).build();
    }
}

package io.fairlead.translate.tls;

import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters.TlsProtocol;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.fairlead.model.config.MeshConfig;
import io.fairlead.translate.input.Protos;
import java.util.List;

/// Mutual TLS towards clients of the mesh: the workload shows its certificate and asks for the client's, which must
/// come from a trust domain of ours.
///
/// @param trustDomains those whose workloads are let in, ours first
/// @param minTls13 TLS 1.2 is refused
public record ServerTls(List<String> trustDomains, boolean minTls13) {
    static final String SOCKET = "envoy.transport_sockets.tls";

    private static final List<String> PROTOCOLS = List.of("h2", "http/1.1");

    /// With forward secrecy first; only TLS 1.2 chooses among them.
    private static final List<String> CIPHERS =
            List.of(
                    "ECDHE-ECDSA-AES256-GCM-SHA384",
                    "ECDHE-RSA-AES256-GCM-SHA384",
                    "ECDHE-ECDSA-AES128-GCM-SHA256",
                    "ECDHE-RSA-AES128-GCM-SHA256",
                    "AES256-GCM-SHA384",
                    "AES128-GCM-SHA256");

    public ServerTls {
        trustDomains = List.copyOf(trustDomains);
    }

    /// As the mesh says.
    public static ServerTls of(MeshConfig mesh) {
        return new ServerTls(List.copyOf(mesh.trustDomains()), mesh.minTls13());
    }

    /// The transport socket of a filter chain.
    @SuppressWarnings("deprecation") // Istio names SANs without their type
    public TransportSocket socket() {
        CertificateValidationContext.Builder identities = CertificateValidationContext.newBuilder();
        for (String domain : trustDomains) {
            identities.addMatchSubjectAltNames(
                    StringMatcher.newBuilder().setPrefix("spiffe://" + domain + "/"));
        }
        DownstreamTlsContext context =
                DownstreamTlsContext.newBuilder()
                        .setRequireClientCertificate(Protos.TRUE)
                        .setCommonTlsContext(
                                common(identities.build())
                                        .setTlsParams(
                                                TlsParameters.newBuilder()
                                                        .setTlsMinimumProtocolVersion(
                                                                minTls13
                                                                        ? TlsProtocol.TLSv1_3
                                                                        : TlsProtocol.TLSv1_2)
                                                        .setTlsMaximumProtocolVersion(
                                                                TlsProtocol.TLSv1_3)
                                                        .addAllCipherSuites(CIPHERS))
                                        .addAllAlpnProtocols(PROTOCOLS))
                        .build();
        return TransportSocket.newBuilder()
                .setName(SOCKET)
                .setTypedConfig(Protos.any(context))
                .build();
    }

    /// With the workload's certificate, trusting the roots of the mesh for these identities.
    static CommonTlsContext.Builder common(CertificateValidationContext identities) {
        return CommonTlsContext.newBuilder()
                .addTlsCertificateSdsSecretConfigs(SecretNames.fromAgent(SecretNames.WORKLOAD))
                .setCombinedValidationContext(
                        CommonTlsContext.CombinedCertificateValidationContext.newBuilder()
                                .setDefaultValidationContext(identities)
                                .setValidationContextSdsSecretConfig(
                                        SecretNames.fromAgent(SecretNames.MESH_ROOTS)));
    }
}

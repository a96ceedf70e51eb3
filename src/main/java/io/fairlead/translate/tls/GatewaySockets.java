package io.fairlead.translate.tls;

import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters.TlsProtocol;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.fairlead.model.route.GatewayTls;
import io.fairlead.translate.input.Protos;
import java.util.List;

/// TLS that ends at a gateway: a certificate for anybody, from a Secret or from files, and where it is asked for, proof
/// of who the client is.
public final class GatewaySockets {
    private static final List<String> PROTOCOLS = List.of("h2", "http/1.1");

    private GatewaySockets() {}

    /// The transport socket of a filter chain.
    ///
    /// @param mesh for servers that show the mesh's own certificate
    public static TransportSocket of(GatewayTls tls, ServerTls mesh) {
        if (tls.mode() == GatewayTls.Mode.ISTIO_MUTUAL) {
            return mesh.socket();
        }
        CommonTlsContext.Builder common =
                CommonTlsContext.newBuilder()
                        .addTlsCertificateSdsSecretConfigs(certificate(tls))
                        .setTlsParams(
                                TlsParameters.newBuilder()
                                        .setTlsMinimumProtocolVersion(
                                                tls.minTls13()
                                                        ? TlsProtocol.TLSv1_3
                                                        : TlsProtocol.TLSv1_2)
                                        .setTlsMaximumProtocolVersion(
                                                tls.maxTls12()
                                                        ? TlsProtocol.TLSv1_2
                                                        : TlsProtocol.TLSv1_3))
                        .addAllAlpnProtocols(PROTOCOLS);
        if (tls.asksForClients()) {
            common.setCombinedValidationContext(
                    CommonTlsContext.CombinedCertificateValidationContext.newBuilder()
                            .setDefaultValidationContext(names(tls.subjectAltNames()))
                            .setValidationContextSdsSecretConfig(roots(tls)));
        }
        DownstreamTlsContext context =
                DownstreamTlsContext.newBuilder()
                        .setCommonTlsContext(common)
                        .setRequireClientCertificate(
                                tls.mode() == GatewayTls.Mode.MUTUAL ? Protos.TRUE : Protos.FALSE)
                        .build();
        return TransportSocket.newBuilder()
                .setName(ServerTls.SOCKET)
                .setTypedConfig(Protos.any(context))
                .build();
    }

    private static SdsSecretConfig certificate(GatewayTls tls) {
        return tls.credentialName().isEmpty()
                ? SecretNames.fromAgent(
                        SecretNames.files(tls.serverCertificate(), tls.privateKey()))
                : SecretNames.fromDaemon(SecretNames.secret(tls.credentialName()));
    }

    private static SdsSecretConfig roots(GatewayTls tls) {
        if (!tls.caCertCredentialName().isEmpty()) {
            return SecretNames.fromDaemon(SecretNames.rootsOfSecret(tls.caCertCredentialName()));
        }
        return tls.credentialName().isEmpty()
                ? SecretNames.fromAgent(SecretNames.roots(tls.caCertificates()))
                : SecretNames.fromDaemon(SecretNames.rootsOfSecret(tls.credentialName()));
    }

    @SuppressWarnings("deprecation") // Istio names SANs without their type
    private static CertificateValidationContext names(List<String> exact) {
        CertificateValidationContext.Builder names = CertificateValidationContext.newBuilder();
        exact.stream()
                .map(name -> StringMatcher.newBuilder().setExact(name).build())
                .forEach(names::addMatchSubjectAltNames);
        return names.build();
    }
}

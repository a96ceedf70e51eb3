package io.fairlead.translate.tls;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters.TlsProtocol;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.fairlead.model.policy.TrafficPolicy;
import io.fairlead.translate.input.IstioMetadata;
import io.fairlead.translate.input.Protos;
import java.util.Collection;
import java.util.List;

/// TLS towards servers: of the mesh, or of whatever a rule says.
public final class ClientTls {
    /// The certificates that this machine trusts.
    private static final String SYSTEM_ROOTS = "system";

    /// Tells servers of the mesh from others: they take TLS apart by it.
    private static final String OF_MESH = "istio";

    private static final String HTTP2 = "h2";
    private static final TransportSocket IN_CLEAR =
            TransportSocket.newBuilder()
                    .setName("envoy.transport_sockets.raw_buffer")
                    .setTypedConfig(Protos.any(RawBuffer.getDefaultInstance()))
                    .build();

    private ClientTls() {}

    /// Mutual TLS with certificates of the mesh.
    ///
    /// @param identities of the servers, of which one must be shown; empty for any of the mesh
    public static TransportSocket mesh(Collection<String> identities, String sni, boolean http2) {
        CommonTlsContext.Builder common =
                ServerTls.common(names(identities))
                        .setTlsParams(versions())
                        .addAlpnProtocols(OF_MESH);
        if (http2) {
            common.addAlpnProtocols(HTTP2);
        }
        return socket(common, sni);
    }

    /// Matches by which each endpoint gets what it understands: `meshed` where it has a proxy, else clear text.
    public static List<Cluster.TransportSocketMatch> byEndpoint(TransportSocket meshed) {
        return List.of(
                Cluster.TransportSocketMatch.newBuilder()
                        .setName("tlsMode-istio")
                        .setMatch(IstioMetadata.MESHED)
                        .setTransportSocket(meshed)
                        .build(),
                Cluster.TransportSocketMatch.newBuilder()
                        .setName("tlsMode-disabled")
                        .setMatch(com.google.protobuf.Struct.getDefaultInstance())
                        .setTransportSocket(IN_CLEAR)
                        .build());
    }

    /// TLS as a rule of mode SIMPLE or MUTUAL writes it, with certificates in a Secret or in files beside the proxy.
    public static TransportSocket written(TrafficPolicy.ClientTls rule, boolean http2) {
        CommonTlsContext.Builder common = CommonTlsContext.newBuilder().setTlsParams(versions());
        if (rule.mode().equals(TrafficPolicy.ClientTls.MUTUAL)) {
            if (!rule.credentialName().isEmpty()) {
                common.addTlsCertificateSdsSecretConfigs(
                        SecretNames.fromDaemon(SecretNames.secret(rule.credentialName())));
            } else if (!rule.clientCertificate().isEmpty()) {
                common.addTlsCertificateSdsSecretConfigs(
                        SecretNames.fromAgent(
                                SecretNames.files(rule.clientCertificate(), rule.privateKey())));
            }
        }
        if (rule.insecureSkipVerify()) {
            common.setValidationContext(CertificateValidationContext.getDefaultInstance());
        } else {
            common.setCombinedValidationContext(
                    CommonTlsContext.CombinedCertificateValidationContext.newBuilder()
                            .setDefaultValidationContext(
                                    revocable(names(rule.subjectAltNames()), rule.caCrl()))
                            .setValidationContextSdsSecretConfig(roots(rule)));
        }
        if (http2) {
            common.addAlpnProtocols(HTTP2);
        }
        return socket(common, rule.sni());
    }

    @SuppressWarnings("deprecation") // Istio names SANs without their type
    private static CertificateValidationContext names(Collection<String> exact) {
        CertificateValidationContext.Builder names = CertificateValidationContext.newBuilder();
        exact.stream()
                .map(name -> StringMatcher.newBuilder().setExact(name).build())
                .forEach(names::addMatchSubjectAltNames);
        return names.build();
    }

    private static SdsSecretConfig roots(TrafficPolicy.ClientTls rule) {
        if (!rule.credentialName().isEmpty()) {
            return SecretNames.fromDaemon(SecretNames.rootsOfSecret(rule.credentialName()));
        }
        String file = rule.caCertificates().isEmpty() ? SYSTEM_ROOTS : rule.caCertificates();
        return SecretNames.fromAgent(SecretNames.roots(file));
    }

    private static CertificateValidationContext revocable(
            CertificateValidationContext names, String lists) {
        return lists.isEmpty()
                ? names
                : names.toBuilder().setCrl(DataSource.newBuilder().setFilename(lists)).build();
    }

    private static TlsParameters versions() {
        return TlsParameters.newBuilder()
                .setTlsMinimumProtocolVersion(TlsProtocol.TLSv1_2)
                .setTlsMaximumProtocolVersion(TlsProtocol.TLSv1_3)
                .build();
    }

    private static TransportSocket socket(CommonTlsContext.Builder common, String sni) {
        UpstreamTlsContext context =
                UpstreamTlsContext.newBuilder().setCommonTlsContext(common).setSni(sni).build();
        return TransportSocket.newBuilder()
                .setName(ServerTls.SOCKET)
                .setTypedConfig(Protos.any(context))
                .build();
    }
}

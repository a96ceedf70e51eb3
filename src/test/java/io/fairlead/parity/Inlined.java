package io.fairlead.parity;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.fairlead.testing.Pki;

/// A world whose TLS contexts hold the secrets themselves, where the daemon's name who serves them.
///
/// @param customer what stands for pairs in files
/// @param bank what stands for roots in files
record Inlined(Pki.Held own, Pki.Ca root, Pki.Held customer, Pki.Ca bank) {
    private static final String FILE = "file-";

    /// Without files.
    Inlined(Pki.Held own, Pki.Ca root) {
        this(own, root, own, root);
    }

    World in(World world) {
        return new World(
                world.listeners().stream().map(this::in).toList(),
                world.clusters().stream().map(this::in).toList());
    }

    private Listener in(Listener listener) {
        Listener.Builder inlined = listener.toBuilder();
        inlined.getFilterChainsBuilderList().stream()
                .filter(chain -> chain.hasTransportSocket())
                .forEach(chain -> chain.setTransportSocket(in(chain.getTransportSocket())));
        return inlined.build();
    }

    private Cluster in(Cluster cluster) {
        Cluster.Builder inlined = cluster.toBuilder();
        if (cluster.hasTransportSocket()) {
            inlined.setTransportSocket(in(cluster.getTransportSocket()));
        }
        inlined.getTransportSocketMatchesBuilderList()
                .forEach(match -> match.setTransportSocket(in(match.getTransportSocket())));
        return inlined.build();
    }

    private TransportSocket in(TransportSocket socket) {
        Any config = socket.getTypedConfig();
        try {
            if (config.is(DownstreamTlsContext.class)) {
                DownstreamTlsContext.Builder tls =
                        config.unpack(DownstreamTlsContext.class).toBuilder();
                inline(tls.getCommonTlsContextBuilder());
                return socket.toBuilder().setTypedConfig(Any.pack(tls.build())).build();
            }
            if (config.is(UpstreamTlsContext.class)) {
                UpstreamTlsContext.Builder tls =
                        config.unpack(UpstreamTlsContext.class).toBuilder();
                inline(tls.getCommonTlsContextBuilder());
                return socket.toBuilder().setTypedConfig(Any.pack(tls.build())).build();
            }
            return socket;
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private void inline(CommonTlsContext.Builder tls) {
        for (SdsSecretConfig named : tls.getTlsCertificateSdsSecretConfigsList()) {
            Pki.Held shown = named.getName().startsWith(FILE) ? customer : own;
            var certificate = tls.addTlsCertificatesBuilder();
            certificate.getCertificateChainBuilder().setInlineString(shown.chainPem());
            certificate.getPrivateKeyBuilder().setInlineString(shown.keyPem());
        }
        tls.clearTlsCertificateSdsSecretConfigs();
        if (tls.hasCombinedValidationContext()) {
            var combined = tls.getCombinedValidationContext();
            String name = combined.getValidationContextSdsSecretConfig().getName();
            var validation = combined.getDefaultValidationContext().toBuilder();
            validation
                    .getTrustedCaBuilder()
                    .setInlineString(name.startsWith(FILE) ? bank.pem() : root.pem());
            tls.setValidationContext(validation);
        }
    }
}

package io.fairlead.translate.cluster;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.fairlead.model.policy.TrafficPolicy;
import io.fairlead.translate.input.ClusterNames;
import io.fairlead.translate.input.IstioMetadata;
import io.fairlead.translate.tls.ClientTls;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// How the connections of a cluster are protected: as a rule says, else by mutual TLS with every server that has a
/// proxy.
///
/// @param http2 the cluster speaks HTTP/2 whatever its clients speak
/// @param options false when the client lacks Envoy's HTTP protocol options
record Sockets(Peers peers, int port, String subset, String host, boolean http2, boolean options) {

    void apply(TrafficPolicy.@Nullable ClientTls written, Cluster.Builder cluster) {
        if (written == null) {
            if (peers.speaksTls()) {
                auto(cluster);
            }
            return;
        }
        TrafficPolicy.ClientTls rule =
                written.mode().equals(TrafficPolicy.ClientTls.ISTIO_MUTUAL)
                        ? written
                        : written.expecting(peers.names());
        String mode = rule.mode();
        if (!peers.speaksTls()) {
            if (!mode.equals(TrafficPolicy.ClientTls.DISABLE)) {
                close(cluster);
            }
            return;
        }
        switch (mode) {
            case TrafficPolicy.ClientTls.DISABLE -> {
                // In clear, and no server is asked.
            }
            case TrafficPolicy.ClientTls.SIMPLE, TrafficPolicy.ClientTls.MUTUAL -> {
                cluster.setTransportSocket(ClientTls.written(rule, http2))
                        .setMetadata(IstioMetadata.withOwnAlpn(cluster.getMetadata()));
                if (options) {
                    Connections.nameServerByRequest(rule, cluster);
                }
            }
            case TrafficPolicy.ClientTls.ISTIO_MUTUAL -> {
                Collection<String> names =
                        rule.subjectAltNames().isEmpty()
                                ? peers.identities()
                                : rule.subjectAltNames();
                cluster.setTransportSocket(
                        ClientTls.mesh(names, rule.sni().isEmpty() ? sni() : rule.sni(), http2));
            }
            default -> auto(cluster);
        }
    }

    /// Where clients choose the address themselves, nothing is known of the server when they connect: mutual TLS if
    /// every server of the port speaks it.
    private void auto(Cluster.Builder cluster) {
        if (!peers.auto()) {
            return;
        }
        TransportSocket socket = ClientTls.mesh(peers.identities(), sni(), http2);
        if (cluster.getType() != Cluster.DiscoveryType.ORIGINAL_DST) {
            cluster.addAllTransportSocketMatches(ClientTls.byEndpoint(socket));
        } else if (peers.meshed().contains(port)) {
            cluster.setTransportSocket(socket);
        }
    }

    private String sni() {
        return ClusterNames.sni(port, subset, host);
    }

    /// A client that can't speak TLS doesn't send in clear what a rule wants encrypted: it finds no server.
    private static void close(Cluster.Builder cluster) {
        cluster.clearEdsClusterConfig().clearLoadAssignment().setType(Cluster.DiscoveryType.STATIC);
        if (cluster.getLbPolicy() == Cluster.LbPolicy.CLUSTER_PROVIDED) {
            cluster.clearLbPolicy();
        }
    }
}

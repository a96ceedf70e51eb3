package io.fairlead.proxy.xds.decode;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.model.Credential;
import io.fairlead.proxy.model.Endpoints;
import io.fairlead.proxy.model.Listener;
import io.fairlead.proxy.model.Problem;
import io.fairlead.proxy.model.RouteTable;
import io.fairlead.proxy.model.VirtualHost;
import java.util.List;
import java.util.function.Function;

/// Decodes one resource of each kind that this proxy asks for.
public final class ResourceDecoder {
    private ResourceDecoder() {}

    /// A listener (LDS).
    public static Decoded<Listener> listener(ByteString bytes) {
        return decode(
                bytes,
                io.envoyproxy.envoy.config.listener.v3.Listener.parser(),
                "listener",
                ListenerDecoder::decode);
    }

    /// A route table (RDS).
    public static Decoded<RouteTable> routes(ByteString bytes) {
        return decode(
                bytes,
                io.envoyproxy.envoy.config.route.v3.RouteConfiguration.parser(),
                "route configuration",
                RouteTableDecoder::decode);
    }

    /// A virtual host of a route table (VHDS).
    public static Decoded<VirtualHost> virtualHost(ByteString bytes) {
        return decode(
                bytes,
                io.envoyproxy.envoy.config.route.v3.VirtualHost.parser(),
                "virtual host",
                RouteTableDecoder::decode);
    }

    /// A cluster (CDS).
    public static Decoded<Cluster> cluster(ByteString bytes) {
        return decode(
                bytes,
                io.envoyproxy.envoy.config.cluster.v3.Cluster.parser(),
                "cluster",
                ClusterDecoder::decode);
    }

    /// Endpoints (EDS).
    public static Decoded<Endpoints> endpoints(ByteString bytes) {
        return decode(
                bytes,
                io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment.parser(),
                "cluster load assignment",
                EndpointsDecoder::decode);
    }

    /// A secret (SDS).
    public static Decoded<Credential> secret(ByteString bytes) {
        return decode(
                bytes,
                io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret.parser(),
                "secret",
                SecretDecoder::decode);
    }

    private static <P, T> Decoded<T> decode(
            ByteString bytes, Parser<P> parser, String kind, Function<P, Decoded<T>> decoder) {
        if (bytes.size() > DecodeLimits.RESOURCE_BYTES_MAX) {
            return refused(
                    kind,
                    "it has "
                            + bytes.size()
                            + " bytes, more than "
                            + DecodeLimits.RESOURCE_BYTES_MAX);
        }
        try {
            return decoder.apply(parser.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
            return refused(kind, "its bytes can't be parsed: " + e.getMessage());
        }
    }

    private static <T> Decoded<T> refused(String kind, String what) {
        return new Decoded.Rejected<>(List.of(new Problem(Problem.Severity.ERROR, kind, "", what)));
    }
}

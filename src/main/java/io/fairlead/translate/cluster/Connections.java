package io.fairlead.translate.cluster;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.UpstreamConnectionOptions;
import io.envoyproxy.envoy.config.core.v3.Http1ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.TcpKeepalive;
import io.envoyproxy.envoy.config.core.v3.UpstreamHttpProtocolOptions;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions.UpstreamProtocolOptionsCase;
import io.fairlead.model.policy.ConnectionPool;
import io.fairlead.model.policy.TrafficPolicy;
import io.fairlead.model.service.Protocol;
import io.fairlead.translate.input.Protos;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Limits of a cluster's connections, and which HTTP they speak.
final class Connections {
    /// Istio writes "no limit" where Envoy would allow 1024.
    private static final int UNLIMITED = -1;

    private static final String UPGRADE = "UPGRADE";
    static final String HTTP_OPTIONS = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";

    private Connections() {}

    static void apply(
            @Nullable ConnectionPool pool,
            Protocol protocol,
            boolean options,
            Cluster.Builder cluster) {
        ConnectionPool.@Nullable Tcp tcp = pool == null ? null : pool.tcp();
        ConnectionPool.@Nullable Http http = pool == null ? null : pool.http();
        cluster.setCircuitBreakers(
                CircuitBreakers.newBuilder().addThresholds(thresholds(tcp, http)));
        if (tcp != null && tcp.connectTimeout() != null) {
            cluster.setConnectTimeout(Protos.duration(tcp.connectTimeout()));
        }
        if (tcp != null && tcp.keepAlive() != null) {
            cluster.setUpstreamConnectionOptions(
                    UpstreamConnectionOptions.newBuilder()
                            .setTcpKeepalive(keepAlive(tcp.keepAlive())));
        }
        if (options) {
            httpOptions(tcp, http, protocol, cluster);
        }
    }

    /// True for a cluster that speaks HTTP/2 whatever its client speaks.
    static boolean speaksHttp2(@Nullable ConnectionPool pool, Protocol protocol) {
        ConnectionPool.@Nullable Http http = pool == null ? null : pool.http();
        return protocol != Protocol.AUTO
                && (http == null || !http.useClientProtocol())
                && (protocol.isHttp2() || upgrades(http, protocol));
    }

    /// A server outside of the mesh is asked for by the name that the request is for, and must prove to have it, where
    /// the rule names no other.
    static void nameServerByRequest(TrafficPolicy.ClientTls rule, Cluster.Builder cluster) {
        if (!rule.sni().isEmpty()) {
            return;
        }
        UpstreamHttpProtocolOptions.Builder names =
                UpstreamHttpProtocolOptions.newBuilder().setAutoSni(true);
        if (rule.subjectAltNames().isEmpty() && !rule.insecureSkipVerify()) {
            names.setAutoSanValidation(true);
        }
        io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions.Builder options =
                written(cluster).setUpstreamHttpProtocolOptions(names);
        if (options.getUpstreamProtocolOptionsCase()
                == UpstreamProtocolOptionsCase.UPSTREAMPROTOCOLOPTIONS_NOT_SET) {
            options.getExplicitHttpConfigBuilder()
                    .setHttpProtocolOptions(Http1ProtocolOptions.getDefaultInstance());
        }
        cluster.putTypedExtensionProtocolOptions(HTTP_OPTIONS, Protos.any(options.build()));
    }

    /// Of a cluster that no rule concerns.
    static CircuitBreakers unlimited() {
        return CircuitBreakers.newBuilder().addThresholds(thresholds(null, null)).build();
    }

    private static CircuitBreakers.Thresholds thresholds(
            ConnectionPool.@Nullable Tcp tcp, ConnectionPool.@Nullable Http http) {
        CircuitBreakers.Thresholds.Builder limits =
                CircuitBreakers.Thresholds.newBuilder()
                        .setMaxConnections(Protos.uint32(UNLIMITED))
                        .setMaxPendingRequests(Protos.uint32(UNLIMITED))
                        .setMaxRequests(Protos.uint32(UNLIMITED))
                        .setMaxRetries(Protos.uint32(UNLIMITED));
        if (tcp != null) {
            limit(tcp.maxConnections(), limits::setMaxConnections);
        }
        if (http != null) {
            limit(http.http1MaxPendingRequests(), limits::setMaxPendingRequests);
            limit(http.http2MaxRequests(), limits::setMaxRequests);
            limit(http.maxRetries(), limits::setMaxRetries);
        }
        return limits.build();
    }

    /// What is not written, and zero, leave the limit as it is.
    private static void limit(@Nullable Integer written, Consumer<UInt32Value> setter) {
        if (written != null && written > 0) {
            setter.accept(Protos.uint32(written));
        }
    }

    private static TcpKeepalive keepAlive(ConnectionPool.KeepAlive written) {
        TcpKeepalive.Builder keepAlive = TcpKeepalive.newBuilder();
        limit(written.probes(), keepAlive::setKeepaliveProbes);
        if (written.time() != null) {
            keepAlive.setKeepaliveTime(Protos.uint32((int) written.time().toSeconds()));
        }
        if (written.interval() != null) {
            keepAlive.setKeepaliveInterval(Protos.uint32((int) written.interval().toSeconds()));
        }
        return keepAlive.build();
    }

    private static void httpOptions(
            ConnectionPool.@Nullable Tcp tcp,
            ConnectionPool.@Nullable Http http,
            Protocol protocol,
            Cluster.Builder cluster) {
        var builder =
                io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions.newBuilder();
        HttpProtocolOptions common = common(tcp, http);
        boolean worthWriting = !common.equals(HttpProtocolOptions.getDefaultInstance());
        if (worthWriting) {
            builder.setCommonHttpProtocolOptions(common);
        }
        Http2ProtocolOptions http2 = http2(http);
        if (protocol == Protocol.AUTO || (http != null && http.useClientProtocol())) {
            builder.getUseDownstreamProtocolConfigBuilder()
                    .setHttpProtocolOptions(Http1ProtocolOptions.getDefaultInstance())
                    .setHttp2ProtocolOptions(http2);
        } else if (protocol.isHttp2() || upgrades(http, protocol)) {
            builder.getExplicitHttpConfigBuilder().setHttp2ProtocolOptions(http2);
        } else if (worthWriting) {
            builder.getExplicitHttpConfigBuilder()
                    .setHttpProtocolOptions(Http1ProtocolOptions.getDefaultInstance());
        } else {
            return;
        }
        cluster.putTypedExtensionProtocolOptions(HTTP_OPTIONS, Protos.any(builder.build()));
    }

    private static boolean upgrades(ConnectionPool.@Nullable Http http, Protocol protocol) {
        return http != null && protocol.isHttp() && http.h2UpgradePolicy().equals(UPGRADE);
    }

    private static Http2ProtocolOptions http2(ConnectionPool.@Nullable Http http) {
        Http2ProtocolOptions.Builder options = Http2ProtocolOptions.newBuilder();
        if (http != null) {
            limit(http.maxConcurrentStreams(), options::setMaxConcurrentStreams);
        }
        return options.build();
    }

    private static HttpProtocolOptions common(
            ConnectionPool.@Nullable Tcp tcp, ConnectionPool.@Nullable Http http) {
        HttpProtocolOptions.Builder options = HttpProtocolOptions.newBuilder();
        if (tcp != null && tcp.idleTimeout() != null) {
            options.setIdleTimeout(Protos.duration(tcp.idleTimeout()));
        }
        if (tcp != null && tcp.maxConnectionDuration() != null) {
            options.setMaxConnectionDuration(Protos.duration(tcp.maxConnectionDuration()));
        }
        if (http != null && http.idleTimeout() != null) {
            options.setIdleTimeout(Protos.duration(http.idleTimeout()));
        }
        if (http != null) {
            limit(http.maxRequestsPerConnection(), options::setMaxRequestsPerConnection);
        }
        return options.build();
    }

    /// What was written for the cluster before.
    private static io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions.Builder
            written(Cluster.Builder cluster) {
        var options =
                io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions.newBuilder();
        Any before =
                cluster.getTypedExtensionProtocolOptionsOrDefault(
                        HTTP_OPTIONS, Any.getDefaultInstance());
        try {
            return options.mergeFrom(before.getValue());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("we wrote it ourselves", e);
        }
    }
}

package io.fairlead.proxy.xds.decode;

import com.google.protobuf.Any;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers.Thresholds;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.TransportSocketMatch;
import io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.core.v3.RoutingPriority;
import io.envoyproxy.envoy.config.core.v3.TcpKeepalive;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.fairlead.proxy.model.CircuitLimits;
import io.fairlead.proxy.model.ClientTransport;
import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.model.Cluster.BalancerCommon;
import io.fairlead.proxy.model.Cluster.KeepAlive;
import io.fairlead.proxy.model.Cluster.Protocol;
import io.fairlead.proxy.model.Discovery;
import io.fairlead.proxy.model.Endpoints;
import io.fairlead.proxy.model.OutlierDetection;
import io.fairlead.proxy.model.ServiceRef;
import io.fairlead.proxy.model.TransportChoice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `Cluster` → [Cluster].
@SuppressWarnings("deprecation") // control planes still send what Envoy has deprecated
final class ClusterDecoder {
    private static final String HTTP_OPTIONS =
            "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";
    private static final Duration DNS_REFRESH = Duration.ofSeconds(5);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration IDLE = Duration.ofHours(1);

    private ClusterDecoder() {}

    static Decoded<Cluster> decode(io.envoyproxy.envoy.config.cluster.v3.Cluster wire) {
        Notes notes = new Notes(wire.getName());
        if (wire.getName().isEmpty()) {
            notes.at("name").error("is empty");
        }
        noteWhatHasNoEffect(wire, notes);
        io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions http =
                httpOptions(wire, notes);
        ServiceRef service = service(wire.getMetadata());
        AutoName name = AutoName.of(http.getUpstreamHttpProtocolOptions(), service.host());
        HttpProtocolOptions common =
                http.hasCommonHttpProtocolOptions()
                        ? http.getCommonHttpProtocolOptions()
                        : wire.getCommonHttpProtocolOptions();
        return notes.result(
                new Cluster(
                        wire.getName(),
                        discovery(wire, notes),
                        BalancerDecoder.balancer(wire, notes),
                        wire.hasConnectTimeout()
                                ? Values.duration(
                                        wire.getConnectTimeout(), notes.at("connect_timeout"))
                                : CONNECT_TIMEOUT,
                        limits(wire),
                        outliers(wire, notes),
                        protocol(wire, http, notes),
                        transport(wire, name, notes),
                        bindAddress(wire),
                        service,
                        keepAlive(wire),
                        requestsPerConnection(wire, common),
                        common.hasIdleTimeout()
                                ? Values.duration(common.getIdleTimeout(), notes.at("idle_timeout"))
                                : IDLE,
                        common(wire, notes)));
    }

    private static void noteWhatHasNoEffect(
            io.envoyproxy.envoy.config.cluster.v3.Cluster wire, Notes notes) {
        for (var filter : wire.getFiltersList()) {
            notes.at("filters").noEffect(filter.getName() + " has no effect yet");
        }
        if (wire.getHealthChecksCount() > 0) {
            notes.at("health_checks").noEffect("active health checks have no effect yet");
        }
        if (wire.hasLbSubsetConfig()) {
            notes.at("lb_subset_config").noEffect("subsets of a cluster have no effect yet");
        }
        if (wire.getUpstreamBindConfig().getExtraSourceAddressesCount() > 0) {
            notes.at("upstream_bind_config").noEffect("extra source addresses have no effect yet");
        }
    }

    private static Discovery discovery(
            io.envoyproxy.envoy.config.cluster.v3.Cluster wire, Notes notes) {
        if (wire.hasClusterType()) {
            notes.at("cluster_type")
                    .noEffect(
                            wire.getClusterType().getName() + " can't be discovered yet: no hosts");
            return new Discovery.Static(Endpoints.none(wire.getName()));
        }
        Endpoints inline =
                EndpointsDecoder.endpoints(wire.getLoadAssignment(), notes.at("load_assignment"));
        Duration refresh =
                wire.hasDnsRefreshRate()
                        ? Values.duration(wire.getDnsRefreshRate(), notes.at("dns_refresh_rate"))
                        : DNS_REFRESH;
        return switch (wire.getType()) {
            case STATIC, UNRECOGNIZED -> new Discovery.Static(inline);
            case STRICT_DNS -> new Discovery.LookedUp(inline, refresh, family(wire), false);
            case LOGICAL_DNS -> new Discovery.LookedUp(inline, refresh, family(wire), true);
            case ORIGINAL_DST -> {
                if (wire.getOriginalDstLbConfig().getUseHttpHeader()) {
                    notes.at("original_dst_lb_config")
                            .noEffect("use_http_header has no effect yet");
                }
                yield new Discovery.OriginalDst(
                        Values.u32(wire.getOriginalDstLbConfig().getUpstreamPortOverride()));
            }
            case EDS -> {
                String service = wire.getEdsClusterConfig().getServiceName();
                yield new Discovery.Eds(service.isEmpty() ? wire.getName() : service);
            }
        };
    }

    private static Discovery.Family family(io.envoyproxy.envoy.config.cluster.v3.Cluster wire) {
        return switch (wire.getDnsLookupFamily()) {
            case AUTO, UNRECOGNIZED -> Discovery.Family.AUTO;
            case V4_ONLY -> Discovery.Family.V4_ONLY;
            case V6_ONLY -> Discovery.Family.V6_ONLY;
            case V4_PREFERRED -> Discovery.Family.V4_PREFERRED;
            case ALL -> Discovery.Family.ALL;
        };
    }

    private static io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions httpOptions(
            io.envoyproxy.envoy.config.cluster.v3.Cluster wire, Notes notes) {
        Any any =
                wire.getTypedExtensionProtocolOptionsOrDefault(
                        HTTP_OPTIONS, Any.getDefaultInstance());
        return notes.at("typed_extension_protocol_options")
                .parse(
                        any,
                        io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions
                                .parser())
                .orElse(
                        io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions
                                .getDefaultInstance());
    }

    private static Protocol protocol(
            io.envoyproxy.envoy.config.cluster.v3.Cluster wire,
            io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions http,
            Notes notes) {
        return switch (http.getUpstreamProtocolOptionsCase()) {
            case USE_DOWNSTREAM_PROTOCOL_CONFIG -> Protocol.SAME_AS_DOWNSTREAM;
            case AUTO_CONFIG -> {
                notes.at("typed_extension_protocol_options")
                        .noEffect(
                                "auto_config needs ALPN, which isn't there yet: HTTP/1.1 is used");
                yield Protocol.HTTP1;
            }
            case EXPLICIT_HTTP_CONFIG ->
                    http.getExplicitHttpConfig().hasHttp2ProtocolOptions()
                            ? Protocol.HTTP2
                            : Protocol.HTTP1;
            case UPSTREAMPROTOCOLOPTIONS_NOT_SET -> legacyProtocol(wire);
        };
    }

    private static Protocol legacyProtocol(io.envoyproxy.envoy.config.cluster.v3.Cluster wire) {
        if (wire.getProtocolSelection()
                == io.envoyproxy.envoy.config.cluster.v3.Cluster.ClusterProtocolSelection
                        .USE_DOWNSTREAM_PROTOCOL) {
            return Protocol.SAME_AS_DOWNSTREAM;
        }
        return wire.hasHttp2ProtocolOptions() ? Protocol.HTTP2 : Protocol.HTTP1;
    }

    private static TransportChoice transport(
            io.envoyproxy.envoy.config.cluster.v3.Cluster wire, AutoName name, Notes notes) {
        List<TransportChoice.Match> matches = new ArrayList<>();
        Notes at = notes.at("transport_socket_matches");
        for (TransportSocketMatch match : wire.getTransportSocketMatchesList()) {
            matches.add(
                    new TransportChoice.Match(
                            match.getName(),
                            Values.labels(match.getMatch()),
                            socket(match.getTransportSocket(), name, at.at(match.getName()))));
        }
        ClientTransport otherwise =
                wire.hasTransportSocket()
                        ? socket(wire.getTransportSocket(), name, notes.at("transport_socket"))
                        : new ClientTransport.Plain();
        return new TransportChoice(matches, otherwise);
    }

    private static ClientTransport socket(TransportSocket wire, AutoName name, Notes notes) {
        return name.applyTo(TlsDecoder.client(wire, notes), notes);
    }

    private static @Nullable String bindAddress(
            io.envoyproxy.envoy.config.cluster.v3.Cluster wire) {
        String address = wire.getUpstreamBindConfig().getSourceAddress().getAddress();
        return address.isEmpty() ? null : address;
    }

    private static CircuitLimits limits(io.envoyproxy.envoy.config.cluster.v3.Cluster wire) {
        for (Thresholds limit : wire.getCircuitBreakers().getThresholdsList()) {
            if (limit.getPriority() == RoutingPriority.DEFAULT) {
                return limits(limit);
            }
        }
        return CircuitLimits.DEFAULT;
    }

    private static CircuitLimits limits(Thresholds wire) {
        CircuitLimits otherwise = CircuitLimits.DEFAULT;
        boolean budget = wire.hasRetryBudget();
        return new CircuitLimits(
                wire.hasMaxConnections()
                        ? Values.u32(wire.getMaxConnections())
                        : otherwise.connectionsMax(),
                wire.hasMaxPendingRequests()
                        ? Values.u32(wire.getMaxPendingRequests())
                        : otherwise.pendingRequestsMax(),
                wire.hasMaxRequests() ? Values.u32(wire.getMaxRequests()) : otherwise.requestsMax(),
                wire.hasMaxRetries() ? Values.u32(wire.getMaxRetries()) : otherwise.retriesMax(),
                !budget
                        ? -1
                        : wire.getRetryBudget().hasBudgetPercent()
                                ? wire.getRetryBudget().getBudgetPercent().getValue()
                                : 20,
                budget && wire.getRetryBudget().hasMinRetryConcurrency()
                        ? Values.u32(wire.getRetryBudget().getMinRetryConcurrency())
                        : otherwise.retryBudgetMin());
    }

    private static OutlierDetection outliers(
            io.envoyproxy.envoy.config.cluster.v3.Cluster wire, Notes notes) {
        if (!wire.hasOutlierDetection()) {
            return OutlierDetection.OFF;
        }
        Notes at = notes.at("outlier_detection");
        io.envoyproxy.envoy.config.cluster.v3.OutlierDetection rules = wire.getOutlierDetection();
        OutlierDetection off = OutlierDetection.OFF;
        if (rules.hasEnforcingSuccessRate() && rules.getEnforcingSuccessRate().getValue() > 0) {
            at.noEffect("ejection by success rate has no effect yet");
        }
        boolean fives =
                !rules.hasEnforcingConsecutive5Xx()
                        || rules.getEnforcingConsecutive5Xx().getValue() > 0;
        boolean local =
                !rules.hasEnforcingConsecutiveLocalOriginFailure()
                        || rules.getEnforcingConsecutiveLocalOriginFailure().getValue() > 0;
        return new OutlierDetection(
                !fives ? 0 : rules.hasConsecutive5Xx() ? Values.u32(rules.getConsecutive5Xx()) : 5,
                rules.getEnforcingConsecutiveGatewayFailure().getValue() == 0
                        ? 0
                        : rules.hasConsecutiveGatewayFailure()
                                ? Values.u32(rules.getConsecutiveGatewayFailure())
                                : 5,
                !local
                        ? 0
                        : rules.hasConsecutiveLocalOriginFailure()
                                ? Values.u32(rules.getConsecutiveLocalOriginFailure())
                                : 5,
                rules.getSplitExternalLocalOriginErrors(),
                rules.hasInterval() ? Values.duration(rules.getInterval(), at) : off.interval(),
                rules.hasBaseEjectionTime()
                        ? Values.duration(rules.getBaseEjectionTime(), at)
                        : off.baseEjection(),
                rules.hasMaxEjectionTime()
                        ? Values.duration(rules.getMaxEjectionTime(), at)
                        : off.maxEjection(),
                rules.hasMaxEjectionPercent()
                        ? Math.min(100, Values.u32(rules.getMaxEjectionPercent()))
                        : off.maxEjectionPercent());
    }

    private static ServiceRef service(Metadata metadata) {
        Struct istio = Values.struct(metadata, "istio");
        Value services = istio.getFieldsOrDefault("services", Value.getDefaultInstance());
        if (services.getListValue().getValuesCount() == 0) {
            return ServiceRef.UNKNOWN;
        }
        Struct first = services.getListValue().getValues(0).getStructValue();
        return new ServiceRef(text(first, "host"), text(first, "name"), text(first, "namespace"));
    }

    private static String text(Struct struct, String key) {
        return struct.getFieldsOrDefault(key, Value.getDefaultInstance()).getStringValue();
    }

    private static @Nullable KeepAlive keepAlive(
            io.envoyproxy.envoy.config.cluster.v3.Cluster wire) {
        if (!wire.getUpstreamConnectionOptions().hasTcpKeepalive()) {
            return null;
        }
        TcpKeepalive options = wire.getUpstreamConnectionOptions().getTcpKeepalive();
        return new KeepAlive(
                Values.u32(options.getKeepaliveProbes()),
                Values.u32(options.getKeepaliveTime()),
                Values.u32(options.getKeepaliveInterval()));
    }

    private static int requestsPerConnection(
            io.envoyproxy.envoy.config.cluster.v3.Cluster wire, HttpProtocolOptions common) {
        return common.hasMaxRequestsPerConnection()
                ? Values.u32(common.getMaxRequestsPerConnection())
                : Values.u32(wire.getMaxRequestsPerConnection());
    }

    private static BalancerCommon common(
            io.envoyproxy.envoy.config.cluster.v3.Cluster wire, Notes notes) {
        var options = wire.getCommonLbConfig();
        if (options.hasZoneAwareLbConfig()) {
            notes.at("common_lb_config").noEffect("zone aware routing has no effect yet");
        }
        double panic = options.getHealthyPanicThreshold().getValue();
        return new BalancerCommon(
                options.hasHealthyPanicThreshold()
                        ? (int) Math.clamp(panic, 0, 100)
                        : BalancerCommon.DEFAULT.panicThresholdPercent(),
                options.hasLocalityWeightedLbConfig(),
                options.getCloseConnectionsOnHostSetChange());
    }
}

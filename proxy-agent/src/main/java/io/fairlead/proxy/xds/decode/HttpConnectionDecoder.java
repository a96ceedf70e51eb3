package io.fairlead.proxy.xds.decode;

import io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.fairlead.proxy.model.Handler;
import io.fairlead.proxy.model.HttpConnection;
import io.fairlead.proxy.model.HttpConnection.ClientAddress;
import io.fairlead.proxy.model.HttpConnection.ClientCertificate;
import io.fairlead.proxy.model.HttpConnection.HttpLimits;
import io.fairlead.proxy.model.HttpConnection.HttpTimeouts;
import io.fairlead.proxy.model.HttpConnection.PathNormalization;
import io.fairlead.proxy.model.HttpConnection.PathNormalization.EscapedSlashes;
import io.fairlead.proxy.model.HttpConnection.RequestId;
import io.fairlead.proxy.model.HttpConnection.RouteSource;
import io.fairlead.proxy.model.HttpConnection.ServerHeader;
import io.fairlead.proxy.model.MetricChanges;
import io.fairlead.proxy.model.RouteTable;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// `HttpConnectionManager` → [HttpConnection].
final class HttpConnectionDecoder {
    private static final String ROUTER = "envoy.filters.http.router";

    /// Filters that refuse requests. While this proxy can't apply them, it must not let anything past them.
    private static final Set<String> GUARDS =
            Set.of(
                    "envoy.filters.http.rbac",
                    "envoy.filters.http.jwt_authn",
                    "envoy.filters.http.ext_authz",
                    "envoy.filters.http.basic_auth",
                    "envoy.filters.http.oauth2");

    private HttpConnectionDecoder() {}

    static Handler handler(HttpConnectionManager wire, Notes notes) {
        Notes at = notes.at("http_connection_manager");
        for (HttpFilter filter : wire.getHttpFiltersList()) {
            if (GUARDS.contains(filter.getName()) && !filter.getIsOptional()) {
                at.at("http_filters")
                        .noEffect(
                                filter.getName() + " can't be applied yet: connections are closed");
                return new Handler.Refuse(
                        filter.getName() + " can't be applied yet, so nothing is let past it");
            }
            if (!filter.getName().equals(ROUTER) && !isIdle(filter)) {
                at.at("http_filters").noEffect(filter.getName() + " has no effect yet");
            }
        }
        if (wire.getHttpFiltersList().stream()
                .noneMatch(filter -> filter.getName().equals(ROUTER))) {
            at.at("http_filters").error(ROUTER + " is missing");
        }
        return new Handler.HttpHandler(settings(wire, at));
    }

    /// Fault and CORS filters of the listener do nothing by themselves: routes switch them on. What `istio.stats` does
    /// is done for every chain, and its settings are read elsewhere.
    private static boolean isIdle(HttpFilter filter) {
        String name = filter.getName();
        boolean ofRoutes =
                name.equals("envoy.filters.http.fault") || name.equals("envoy.filters.http.cors");
        return name.equals(StatsDecoder.NAME)
                || (ofRoutes && filter.getTypedConfig().getValue().isEmpty());
    }

    private static HttpConnection settings(HttpConnectionManager wire, Notes notes) {
        HttpProtocolOptions common = wire.getCommonHttpProtocolOptions();
        return new HttpConnection(
                wire.getStatPrefix(),
                routes(wire, notes),
                codec(wire),
                new ClientAddress(
                        wire.getUseRemoteAddress().getValue(),
                        Values.u32(wire.getXffNumTrustedHops()),
                        wire.getSkipXffAppend()),
                clientCertificate(wire),
                new RequestId(
                        !wire.hasGenerateRequestId() || wire.getGenerateRequestId().getValue(),
                        wire.getPreserveExternalRequestId(),
                        wire.getAlwaysSetRequestIdInResponse()),
                serverHeader(wire),
                new PathNormalization(
                        wire.getNormalizePath().getValue(),
                        wire.getMergeSlashes(),
                        escapedSlashes(wire)),
                limits(wire, common),
                timeouts(wire, common, notes),
                upgrades(wire),
                wire.getHttpProtocolOptions().getAcceptHttp10(),
                AccessLogDecoder.logs(wire.getAccessLogList(), notes),
                wire.getHttpFiltersList().stream().map(HttpFilter::getName).toList(),
                TracingDecoder.tracing(wire, notes),
                metrics(wire, notes));
    }

    private static MetricChanges metrics(HttpConnectionManager wire, Notes notes) {
        return wire.getHttpFiltersList().stream()
                .filter(filter -> filter.getName().equals(StatsDecoder.NAME))
                .findFirst()
                .map(filter -> StatsDecoder.changes(filter.getTypedConfig(), notes))
                .orElse(MetricChanges.STANDARD);
    }

    private static RouteSource routes(HttpConnectionManager wire, Notes notes) {
        return switch (wire.getRouteSpecifierCase()) {
            case RDS -> {
                if (wire.getRds().getRouteConfigName().isEmpty()) {
                    notes.at("rds").error("route_config_name is empty");
                }
                yield new RouteSource.Named(wire.getRds().getRouteConfigName());
            }
            case ROUTE_CONFIG ->
                    new RouteSource.Inline(
                            RouteTableDecoder.table(
                                    wire.getRouteConfig(), notes.at("route_config")));
            case SCOPED_ROUTES, ROUTESPECIFIER_NOT_SET -> {
                notes.error("a source of routes that isn't known: " + wire.getRouteSpecifierCase());
                yield new RouteSource.Inline(RouteTable.of("", List.of()));
            }
        };
    }

    private static HttpConnection.Codec codec(HttpConnectionManager wire) {
        return switch (wire.getCodecType()) {
            case AUTO, UNRECOGNIZED -> HttpConnection.Codec.AUTO;
            case HTTP1 -> HttpConnection.Codec.HTTP1;
            case HTTP2, HTTP3 -> HttpConnection.Codec.HTTP2;
        };
    }

    private static ClientCertificate clientCertificate(HttpConnectionManager wire) {
        var details = wire.getSetCurrentClientCertDetails();
        return new ClientCertificate(
                switch (wire.getForwardClientCertDetails()) {
                    case SANITIZE, UNRECOGNIZED -> ClientCertificate.Forward.SANITIZE;
                    case FORWARD_ONLY -> ClientCertificate.Forward.FORWARD_ONLY;
                    case APPEND_FORWARD -> ClientCertificate.Forward.APPEND_FORWARD;
                    case SANITIZE_SET -> ClientCertificate.Forward.SANITIZE_SET;
                    case ALWAYS_FORWARD_ONLY -> ClientCertificate.Forward.ALWAYS_FORWARD_ONLY;
                },
                new ClientCertificate.Details(
                        details.getSubject().getValue(),
                        details.getCert(),
                        details.getChain(),
                        details.getDns(),
                        details.getUri()));
    }

    private static ServerHeader serverHeader(HttpConnectionManager wire) {
        String name =
                wire.getServerName().isEmpty() ? ServerHeader.ENVOY.name() : wire.getServerName();
        return new ServerHeader(
                name,
                switch (wire.getServerHeaderTransformation()) {
                    case OVERWRITE, UNRECOGNIZED -> ServerHeader.Mode.OVERWRITE;
                    case APPEND_IF_ABSENT -> ServerHeader.Mode.APPEND_IF_ABSENT;
                    case PASS_THROUGH -> ServerHeader.Mode.PASS_THROUGH;
                });
    }

    private static EscapedSlashes escapedSlashes(HttpConnectionManager wire) {
        return switch (wire.getPathWithEscapedSlashesAction()) {
            case IMPLEMENTATION_SPECIFIC_DEFAULT, KEEP_UNCHANGED, UNRECOGNIZED ->
                    EscapedSlashes.KEEP;
            case REJECT_REQUEST -> EscapedSlashes.REJECT;
            case UNESCAPE_AND_REDIRECT -> EscapedSlashes.UNESCAPE_AND_REDIRECT;
            case UNESCAPE_AND_FORWARD -> EscapedSlashes.UNESCAPE_AND_FORWARD;
        };
    }

    private static HttpLimits limits(HttpConnectionManager wire, HttpProtocolOptions common) {
        HttpLimits otherwise = HttpLimits.DEFAULT;
        int kilobytes = Math.clamp(Values.u32(wire.getMaxRequestHeadersKb()), 0, 8192);
        return new HttpLimits(
                kilobytes == 0 ? otherwise.headBytesMax() : kilobytes * 1024,
                common.hasMaxHeadersCount()
                        ? Values.u32(common.getMaxHeadersCount())
                        : otherwise.headersMax(),
                wire.getHttp2ProtocolOptions().hasMaxConcurrentStreams()
                        ? Values.u32(wire.getHttp2ProtocolOptions().getMaxConcurrentStreams())
                        : otherwise.concurrentStreamsMax(),
                Values.u32(common.getMaxRequestsPerConnection()));
    }

    private static HttpTimeouts timeouts(
            HttpConnectionManager wire, HttpProtocolOptions common, Notes notes) {
        HttpTimeouts otherwise = HttpTimeouts.DEFAULT;
        return new HttpTimeouts(
                or(
                        wire.hasStreamIdleTimeout(),
                        wire.getStreamIdleTimeout(),
                        otherwise.streamIdle(),
                        notes),
                or(
                        common.hasIdleTimeout(),
                        common.getIdleTimeout(),
                        otherwise.connectionIdle(),
                        notes),
                or(wire.hasRequestTimeout(), wire.getRequestTimeout(), otherwise.request(), notes),
                or(
                        wire.hasRequestHeadersTimeout(),
                        wire.getRequestHeadersTimeout(),
                        otherwise.requestHeaders(),
                        notes),
                or(wire.hasDrainTimeout(), wire.getDrainTimeout(), otherwise.drain(), notes));
    }

    private static Duration or(
            boolean has, com.google.protobuf.Duration wire, Duration otherwise, Notes notes) {
        return has ? Values.duration(wire, notes) : otherwise;
    }

    private static Set<String> upgrades(HttpConnectionManager wire) {
        Set<String> upgrades = new HashSet<>();
        wire.getUpgradeConfigsList().stream()
                .filter(upgrade -> !upgrade.hasEnabled() || upgrade.getEnabled().getValue())
                .forEach(
                        upgrade -> upgrades.add(upgrade.getUpgradeType().toLowerCase(Locale.ROOT)));
        return upgrades;
    }
}

package io.fairlead.telemetry.als;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogCommon;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogType;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPResponseProperties;
import io.envoyproxy.envoy.data.accesslog.v3.ResponseFlags;
import io.envoyproxy.envoy.data.accesslog.v3.TCPAccessLogEntry;
import io.envoyproxy.envoy.data.accesslog.v3.TLSProperties.CertificateProperties;
import io.fairlead.model.mtls.Dialed;
import io.fairlead.model.mtls.FourTuple;
import io.fairlead.telemetry.aggregate.TrafficReport.Protocol;
import io.fairlead.telemetry.aggregate.TrafficReport.Side;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Entries of Envoy's access log → [Call]s. Pure.
final class LogEntries {
    private static final String GRPC = "application/grpc";
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final int NANOS_PER_MICRO = 1000;
    private static final int NANOS_MAX = 999_999_999;

    private static final Set<AccessLogType> GOES_ON =
            EnumSet.of(
                    AccessLogType.DownstreamPeriodic,
                    AccessLogType.TcpUpstreamConnected,
                    AccessLogType.TcpPeriodic);

    private LogEntries() {}

    static Call http(HTTPAccessLogEntry entry, Side side) {
        AccessLogCommon common = entry.getCommonProperties();
        HTTPResponseProperties response = entry.getResponse();
        String type = entry.getRequest().getRequestHeadersOrDefault("content-type", "");
        boolean grpc = type.equals(GRPC) || type.startsWith(GRPC + "+");
        String status =
                response.getResponseTrailersOrDefault(
                        "grpc-status", response.getResponseHeadersOrDefault("grpc-status", ""));
        return call(
                common,
                side,
                new What(
                        grpc ? Protocol.GRPC : Protocol.HTTP,
                        response.getResponseCode().getValue(),
                        grpc && status.matches("\\d{1,3}") ? status : "",
                        entry.getRequest().getRequestBodyBytes(),
                        response.getResponseBodyBytes()));
    }

    /// The connection that a request or bytes went out by.
    static Dialed dialed(AccessLogCommon common, String host) {
        SocketAddress from = common.getUpstreamLocalAddress().getSocketAddress();
        SocketAddress to = common.getUpstreamRemoteAddress().getSocketAddress();
        Timestamp at = common.getStartTime();
        return new Dialed(
                new FourTuple(
                        cut(from.getAddress()),
                        from.getPortValue(),
                        cut(to.getAddress()),
                        to.getPortValue()),
                Instant.ofEpochSecond(
                        Math.clamp(at.getSeconds(), 0, Integer.MAX_VALUE),
                        Math.clamp(at.getNanos(), 0, NANOS_MAX)),
                cut(common.getUpstreamCluster()),
                cut(host));
    }

    /// False for what is told of a request or a connection that goes on.
    static boolean isOver(AccessLogCommon common) {
        return !GOES_ON.contains(common.getAccessLogType());
    }

    static Call tcp(TCPAccessLogEntry entry, Side side) {
        return call(
                entry.getCommonProperties(),
                side,
                new What(
                        Protocol.TCP,
                        0,
                        "",
                        entry.getConnectionProperties().getReceivedBytes(),
                        entry.getConnectionProperties().getSentBytes()));
    }

    private record What(Protocol protocol, int code, String grpcStatus, long received, long sent) {}

    private static Call call(AccessLogCommon common, Side side, What what) {
        boolean source = side == Side.SOURCE;
        var tls = common.getTlsProperties();
        return new Call(
                side,
                address(
                        source
                                ? common.getUpstreamRemoteAddress()
                                : common.getDownstreamDirectRemoteAddress()),
                // Of its upstream's certificate an Envoy's log doesn't tell.
                source ? "" : uri(tls.getPeerCertificateProperties()),
                source ? "" : uri(tls.getLocalCertificateProperties()),
                cut(common.getUpstreamCluster()),
                common.getDownstreamLocalAddress().getSocketAddress().getPortValue(),
                what.protocol,
                Math.clamp(what.code, 0, 999),
                what.grpcStatus,
                flags(common.getResponseFlags()),
                Math.max(0, what.received),
                Math.max(0, what.sent),
                micros(
                        common.hasDuration()
                                ? common.getDuration()
                                : common.getTimeToLastDownstreamTxByte()));
    }

    private static String address(Address address) {
        return cut(address.getSocketAddress().getAddress());
    }

    /// The SPIFFE id of a certificate; empty where it has none.
    static String uri(CertificateProperties certificate) {
        return certificate.getSubjectAltNameList().stream()
                .map(name -> name.getUri())
                .filter(uri -> uri.startsWith("spiffe://"))
                .map(LogEntries::cut)
                .findFirst()
                .orElse("");
    }

    /// What a terminal, a page and a report may show.
    static String cut(String text) {
        return cut(text, Limits.TEXT_MAX);
    }

    static String cut(String text, int max) {
        return text.substring(0, Math.min(max, text.length())).replaceAll("\\p{Cntrl}", "?");
    }

    private static long micros(Duration time) {
        return Math.clamp(time.getSeconds(), 0, Integer.MAX_VALUE) * MICROS_PER_SECOND
                + Math.max(0, time.getNanos()) / NANOS_PER_MICRO;
    }

    private static String flags(ResponseFlags flags) {
        List<String> set = new ArrayList<>();
        add(set, flags.getNoHealthyUpstream(), "UH");
        add(set, flags.getUpstreamConnectionFailure(), "UF");
        add(set, flags.getUpstreamOverflow(), "UO");
        add(set, flags.getNoRouteFound(), "NR");
        add(set, flags.getUpstreamRetryLimitExceeded(), "URX");
        add(set, flags.getNoClusterFound(), "NC");
        add(set, flags.getDurationTimeout(), "DT");
        add(set, flags.getDownstreamConnectionTermination(), "DC");
        add(set, flags.getLocalReset(), "LR");
        add(set, flags.getUpstreamRemoteReset(), "UR");
        add(set, flags.getUpstreamConnectionTermination(), "UC");
        add(set, flags.getDelayInjected(), "DI");
        add(set, flags.getFaultInjected(), "FI");
        add(set, flags.getRateLimited(), "RL");
        add(set, flags.hasUnauthorizedDetails(), "UAEX");
        add(set, flags.getUpstreamRequestTimeout(), "UT");
        add(set, flags.getStreamIdleTimeout(), "SI");
        add(set, flags.getDownstreamProtocolError(), "DPE");
        add(set, flags.getUpstreamProtocolError(), "UPE");
        add(set, flags.getUpstreamMaxStreamDurationReached(), "UMSDR");
        return set.isEmpty() ? "-" : String.join(",", set);
    }

    private static void add(List<String> flags, boolean set, String name) {
        if (set) {
            flags.add(name);
        }
    }
}

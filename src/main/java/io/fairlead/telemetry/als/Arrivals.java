package io.fairlead.telemetry.als;

import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogCommon;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPRequestProperties;
import io.envoyproxy.envoy.data.accesslog.v3.TCPAccessLogEntry;
import io.fairlead.model.mtls.TrafficClass;
import io.fairlead.model.telemetry.EnvoyLog;
import io.fairlead.telemetry.als.Arrival.News;

/// Entries of an Envoy's log of what comes to its workload → [Arrival]s. Pure.
///
/// @param own address of the pod
record Arrivals(String own) {
    private static final int PATH_MAX = 64;
    private static final int AGENT_MAX = 48;

    /// A request.
    Arrival request(HTTPAccessLogEntry entry) {
        AccessLogCommon common = entry.getCommonProperties();
        int over = LogEntries.isOver(common) ? 1 : 0;
        return arrival(common, TrafficClass.PLAIN_HTTP, detail(entry.getRequest()), over);
    }

    private static String detail(HTTPRequestProperties request) {
        String path = request.getPath().split("\\?", 2)[0];
        String agent = request.getUserAgent();
        String by = agent.isEmpty() ? "" : " by " + LogEntries.cut(agent, AGENT_MAX);
        return LogEntries.cut(request.getRequestMethod().name() + " " + path, PATH_MAX) + by;
    }

    /// A connection that is passed on.
    Arrival passed(TCPAccessLogEntry entry, EnvoyLog log) {
        TrafficClass clear =
                log == EnvoyLog.FOREIGN_TLS ? TrafficClass.FOREIGN_TLS : TrafficClass.PLAIN_TCP;
        return arrival(entry.getCommonProperties(), clear, "", 0);
    }

    private Arrival arrival(
            AccessLogCommon common, TrafficClass clear, String detail, int requests) {
        return arrival(common, kind(common, clear), detail, requests, News.TAKEN);
    }

    /// Any connection at its end. Whom no filter chain took spoke clear text where it is refused; of others in clear
    /// text this log doesn't tell what they spoke.
    Arrival connection(TCPAccessLogEntry entry) {
        AccessLogCommon common = entry.getCommonProperties();
        String failed = common.getDownstreamTransportFailureReason();
        if (!failed.isEmpty()) {
            String why = LogEntries.cut(failed, PATH_MAX);
            return arrival(common, TrafficClass.MESH_MTLS_BAD, why, 0, News.REFUSED);
        }
        if (common.getResponseFlags().getNoRouteFound()) {
            TrafficClass kind = kind(common, TrafficClass.PLAIN_TCP);
            return arrival(common, kind, "", 0, News.REFUSED);
        }
        return arrival(common, kind(common, TrafficClass.UNOBSERVABLE), "", 0, News.OVER);
    }

    /// @param clear what it is without TLS that ends here
    private TrafficClass kind(AccessLogCommon common, TrafficClass clear) {
        if (common.hasTlsProperties()) {
            return principal(common).isEmpty()
                    ? TrafficClass.MESH_MTLS_BAD
                    : TrafficClass.MESH_MTLS;
        }
        String address = peer(common).getAddress();
        return address.equals(own) || address.startsWith("127.") ? TrafficClass.SELF : clear;
    }

    private static Arrival arrival(
            AccessLogCommon common, TrafficClass kind, String detail, int requests, News news) {
        SocketAddress peer = peer(common);
        String address = LogEntries.cut(peer.getAddress());
        String source = kind == TrafficClass.MESH_MTLS ? principal(common) : address;
        return new Arrival(
                common.getDownstreamLocalAddress().getSocketAddress().getPortValue(),
                kind,
                source.isEmpty() ? "unknown" : source,
                address + ":" + peer.getPortValue(),
                detail,
                requests,
                news);
    }

    private static String principal(AccessLogCommon common) {
        return LogEntries.uri(common.getTlsProperties().getPeerCertificateProperties());
    }

    private static SocketAddress peer(AccessLogCommon common) {
        return common.getDownstreamDirectRemoteAddress().getSocketAddress();
    }
}

package io.fairlead.telemetry.als;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.RequestMethod;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogCommon;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogType;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPRequestProperties;
import io.envoyproxy.envoy.data.accesslog.v3.ResponseFlags;
import io.envoyproxy.envoy.data.accesslog.v3.TCPAccessLogEntry;
import io.envoyproxy.envoy.data.accesslog.v3.TLSProperties;
import io.envoyproxy.envoy.data.accesslog.v3.TLSProperties.CertificateProperties;
import io.fairlead.model.mtls.TrafficClass;
import io.fairlead.model.telemetry.EnvoyLog;
import io.fairlead.telemetry.als.Arrival.News;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private static final String WEB = "spiffe://cluster.local/ns/default/sa/web";
    private static final String FROM = "10.0.0.1:40000";
    private final Arrivals arrivals = new Arrivals("10.0.0.2");

    private static Arrival taken(TrafficClass kind, String source, String detail, int requests) {
        return new Arrival(8080, kind, source, FROM, detail, requests, News.TAKEN);
    }

    private static Arrival ended(TrafficClass kind, String source, String detail, News news) {
        return new Arrival(8080, kind, source, FROM, detail, 0, news);
    }

    @Test
    void aRequestInClearTextIsTold() {
        assertThat(arrivals.request(request(from("10.0.0.1"))))
                .isEqualTo(taken(TrafficClass.PLAIN_HTTP, "10.0.0.1", "GET /cars by curl/8?", 1));
    }

    @Test
    void aRequestThatGoesOnIsToldAndDoesNotCount() {
        AccessLogCommon.Builder common =
                from("10.0.0.1").setAccessLogType(AccessLogType.DownstreamPeriodic);
        assertThat(arrivals.request(request(common)).requests()).isZero();
    }

    @Test
    void whoProvedWhoHeIsIsNamedByThat() {
        assertThat(arrivals.request(request(proved(from("10.0.0.1")))))
                .isEqualTo(taken(TrafficClass.MESH_MTLS, WEB, "GET /cars by curl/8?", 1));
        assertThat(arrivals.passed(entry(proved(from("10.0.0.1"))), EnvoyLog.DESTINATION))
                .isEqualTo(taken(TrafficClass.MESH_MTLS, WEB, "", 0));
    }

    @Test
    void bytesAndTlsOfTheApplicationAreToldByTheirLogs() {
        TCPAccessLogEntry entry = entry(from("10.0.0.1"));
        assertThat(arrivals.passed(entry, EnvoyLog.DESTINATION))
                .isEqualTo(taken(TrafficClass.PLAIN_TCP, "10.0.0.1", "", 0));
        assertThat(arrivals.passed(entry, EnvoyLog.FOREIGN_TLS))
                .isEqualTo(taken(TrafficClass.FOREIGN_TLS, "10.0.0.1", "", 0));
    }

    @Test
    void thePodItselfIsNoStranger() {
        assertThat(arrivals.request(request(from("10.0.0.2"))).kind()).isEqualTo(TrafficClass.SELF);
        assertThat(arrivals.request(request(from("127.0.0.6"))).kind())
                .isEqualTo(TrafficClass.SELF);
    }

    @Test
    void whomNoChainTookWasRefused() {
        AccessLogCommon.Builder common =
                from("10.0.0.1").setResponseFlags(ResponseFlags.newBuilder().setNoRouteFound(true));
        assertThat(arrivals.connection(entry(common)))
                .isEqualTo(ended(TrafficClass.PLAIN_TCP, "10.0.0.1", "", News.REFUSED));
    }

    @Test
    void aHandshakeThatFailedIsToldWithItsReason() {
        AccessLogCommon.Builder common =
                from("10.0.0.1").setDownstreamTransportFailureReason("TLS_error:\nno_peer");
        assertThat(arrivals.connection(entry(common)))
                .isEqualTo(
                        ended(
                                TrafficClass.MESH_MTLS_BAD,
                                "10.0.0.1",
                                "TLS_error:?no_peer",
                                News.REFUSED));
    }

    @Test
    void ofOtherConnectionsOnlyTlsTellsWhatTheyWere() {
        assertThat(arrivals.connection(entry(from("10.0.0.1"))))
                .isEqualTo(ended(TrafficClass.UNOBSERVABLE, "10.0.0.1", "", News.OVER));
        assertThat(arrivals.connection(entry(proved(from("10.0.0.1")))))
                .isEqualTo(ended(TrafficClass.MESH_MTLS, WEB, "", News.OVER));
    }

    /// What an Envoy leaves out is no error, and no identity.
    @Test
    void whatSaysNothingIsOfNobody() {
        Arrival empty = arrivals.request(HTTPAccessLogEntry.getDefaultInstance());
        assertThat(empty.kind()).isEqualTo(TrafficClass.PLAIN_HTTP);
        assertThat(empty.source()).isEqualTo("unknown");
        AccessLogCommon.Builder nameless =
                from("10.0.0.1").setTlsProperties(TLSProperties.getDefaultInstance());
        assertThat(arrivals.request(request(nameless)).kind())
                .isEqualTo(TrafficClass.MESH_MTLS_BAD);
    }

    private static AccessLogCommon.Builder from(String address) {
        return AccessLogCommon.newBuilder()
                .setDownstreamDirectRemoteAddress(address(address, 40_000))
                .setDownstreamLocalAddress(address("10.0.0.2", 8080));
    }

    private static AccessLogCommon.Builder proved(AccessLogCommon.Builder common) {
        return common.setTlsProperties(
                TLSProperties.newBuilder()
                        .setPeerCertificateProperties(
                                CertificateProperties.newBuilder()
                                        .addSubjectAltName(
                                                CertificateProperties.SubjectAltName.newBuilder()
                                                        .setUri(WEB))));
    }

    private static HTTPAccessLogEntry request(AccessLogCommon.Builder common) {
        return HTTPAccessLogEntry.newBuilder()
                .setCommonProperties(common)
                .setRequest(
                        HTTPRequestProperties.newBuilder()
                                .setRequestMethod(RequestMethod.GET)
                                .setPath("/cars?key=secret")
                                .setUserAgent("curl/8\u0007"))
                .build();
    }

    private static TCPAccessLogEntry entry(AccessLogCommon.Builder common) {
        return TCPAccessLogEntry.newBuilder().setCommonProperties(common).build();
    }

    private static Address address(String ip, int port) {
        return Address.newBuilder()
                .setSocketAddress(SocketAddress.newBuilder().setAddress(ip).setPortValue(port))
                .build();
    }
}

package io.fairlead.proxy.telemetry.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.RequestRecord.RequestProtocol;
import io.fairlead.proxy.meter.ResponseDetails;
import io.fairlead.proxy.meter.ResponseFlag;
import io.fairlead.proxy.meter.TlsFacts;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogFormatTest {

    private final LogLine line = new LogLine();

    @Test
    void anHttpRequestReadsAsUnderIstio() {
        assertThat(write(LogFormat.ISTIO, request()))
                .isEqualTo(
                        "[2026-11-24T17:46:18.007Z] \"GET /api?q=1 HTTP/1.1\" 200 - via_upstream -"
                                + " \"-\" 12 345 6 5 \"-\" \"curl/8.5\" \"5e7a-1\" \"reviews:9080\""
                                + " \"10.244.0.7:9080\" outbound|9080||reviews.default.svc.cluster.local"
                                + " 10.244.0.5:41210 10.96.0.9:9080 10.244.0.5:41208 - default\n");
    }

    @Test
    void aTcpConnectionReadsAsUnderIstio() {
        var tcp = new RequestRecord();
        tcp.requestProtocol = RequestProtocol.TCP;
        tcp.startEpochMillis = Instant.parse("2026-11-24T17:46:18.070Z").toEpochMilli();
        tcp.endNanos = 8_999_999;
        tcp.bytesReceived = 178;
        tcp.bytesSent = 1014;
        tcp.upstreamHost = "10.244.0.7:80";
        tcp.upstreamCluster = "PassthroughCluster";
        tcp.upstreamLocalAddress = "10.244.0.5:41210";
        tcp.downstreamLocalAddress = "10.0.0.1:80";
        tcp.downstreamRemoteAddress = "10.244.0.5:41208";
        assertThat(write(LogFormat.ISTIO, tcp))
                .isEqualTo(
                        "[2026-11-24T17:46:18.070Z] \"- - -\" 0 - - - \"-\" 178 1014 8 -"
                                + " \"-\" \"-\" \"-\" \"-\" \"10.244.0.7:80\" PassthroughCluster"
                                + " 10.244.0.5:41210 10.0.0.1:80 10.244.0.5:41208 - -\n");
    }

    @Test
    void flagsAndDetailsStandInTheirPlaces() {
        RequestRecord request = request();
        request.responseCode = 503;
        request.flag(ResponseFlag.UF);
        request.flag(ResponseFlag.URX);
        request.responseCodeDetails = ResponseDetails.CONNECTION_FAILURE;
        request.upstreamTransportFailure = "Connection refused";
        assertThat(write(LogFormat.ISTIO, request))
                .contains(
                        " 503 UF,URX upstream_reset_before_response_started"
                                + "{remote_connection_failure} - \"Connection refused\" ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "one\\ntwo|one\\x0atwo",
                "quote\"end|quote\\\"end",
                "back\\\\slash|back\\\\slash",
                "esc\\u001b[2J|esc\\x1b[2J",
                "del\\u007f|del\\x7f",
                "csi\\u009b|csi\\x9b",
                "é|\\xe9",
                "→|\\u2192"
            })
    void nothingFromOutsideBreaksOutOfItsPlace(String text, String written) {
        RequestRecord request = request();
        request.userAgent =
                text.replace("\\n", "\n")
                        .replace("\\u001b", "\u001b")
                        .replace("\\u007f", "\u007f")
                        .replace("\\u009b", "\u009b")
                        .replace("\\\\", "\\");
        assertThat(write(compiled("%REQ(USER-AGENT)%"), request)).isEqualTo(written + "\n");
    }

    @Test
    void aHugeHeaderIsCutAndTheLineStillEnds() {
        RequestRecord request = request();
        request.userAgent = "x".repeat(3 * LogLine.BYTES_MAX);
        String written = write(compiled("%REQ(USER-AGENT)%%REQ(USER-AGENT)% end"), request);
        assertThat(written).hasSizeLessThanOrEqualTo(LogLine.BYTES_MAX).endsWith("\n");
    }

    @Test
    void lengthsCutAndPercentSignsStand() {
        assertThat(write(compiled("100%% %REQ(:AUTHORITY):3%"), request())).isEqualTo("100% rev\n");
    }

    @Test
    void headersWithoutAFieldAreLookedUp() {
        RequestRecord request = request();
        request.requestHeaders = name -> name.equals("x-b") ? "bee" : null;
        request.responseHeaders = name -> name.equals("server") ? "istio-envoy" : null;
        assertThat(write(compiled("%REQ(X-A?X-B)% %REQ(X-C)% %RESP(Server)%"), request))
                .isEqualTo("bee - istio-envoy\n");
    }

    @Test
    void whatTlsSaidOfTheClientIsWritten() {
        RequestRecord request = request();
        String format =
                "%DOWNSTREAM_TLS_VERSION% %DOWNSTREAM_PEER_URI_SAN% %DOWNSTREAM_PEER_SUBJECT%";
        assertThat(write(compiled(format), request)).isEqualTo("- - -\n");

        var client =
                new TlsFacts.PeerFacts(
                        List.of("spiffe://td/ns/a/sa/b"), List.of(), "CN=b", "00", List.of());
        request.secured(new TlsFacts("TLSv1.3", "x", null, client));
        assertThat(write(compiled(format), request))
                .isEqualTo("TLSv1.3 spiffe://td/ns/a/sa/b CN=b\n");
    }

    @Test
    void jsonKeepsTypesAndSaysNull() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("start_time", "%START_TIME%");
        fields.put("response_code", "%RESPONSE_CODE%");
        fields.put("path", "%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%");
        fields.put("x_forwarded_for", "%REQ(X-FORWARDED-FOR)%");
        fields.put("upstream_service_time", "%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)%");
        RequestRecord request = request();
        request.path = "/\u0001\"";
        LogFormat json = ((LogFormat.Ready) LogFormat.json(fields)).format();
        assertThat(write(json, request))
                .isEqualTo(
                        "{\"start_time\":\"2026-11-24T17:46:18.007Z\",\"response_code\":200,"
                                + "\"path\":\"/\\u0001\\\"\",\"x_forwarded_for\":null,"
                                + "\"upstream_service_time\":5}\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%NOT_KNOWN%",
                "%REQ(X%",
                "%START_TIME(%s)%",
                "open %",
                "%REQ_METHOD%",
                "%DURATION:x%"
            })
    void whatIsNotKnownIsRefusedWithAReason(String format) {
        assertThat(LogFormat.text(format))
                .isInstanceOfSatisfying(
                        LogFormat.Refused.class,
                        refused -> assertThat(refused.why()).startsWith("access log format:"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1970-01-01T00:00:00.000Z",
                "1999-12-31T23:59:59.999Z",
                "2000-02-29T12:00:00.010Z",
                "2024-02-29T00:00:00.100Z",
                "2026-03-01T00:00:00.001Z",
                "2100-03-01T01:02:03.004Z"
            })
    void timesAreWrittenAsJavaTimeWould(String time) {
        RequestRecord request = request();
        request.startEpochMillis = Instant.parse(time).toEpochMilli();
        assertThat(write(compiled("%START_TIME%"), request)).isEqualTo(time + "\n");
        request.startEpochMillis += 1;
        assertThat(write(compiled("%START_TIME%"), request))
                .startsWith(
                        Instant.ofEpochMilli(request.startEpochMillis).toString().substring(0, 19));
    }

    private String write(LogFormat format, RequestRecord request) {
        format.write(request, line);
        return line.toString();
    }

    @Test
    void aTextThatWasWrittenBeforeReadsTheSameAgain() {
        List<String> texts =
                List.of("/plain", "/with\"quote", "/später", "/λ", "/long".repeat(20), "");
        LogFormat cut = compiled("%REQ(:PATH):12% %REQ(:AUTHORITY)%");
        LogFormat whole = compiled("%REQ(:PATH)% %REQ(:AUTHORITY)%");
        RequestRecord request = request();
        for (LogFormat format : List.of(whole, cut, whole)) {
            for (String first : texts) {
                for (String second : texts) {
                    request.path = first;
                    request.authority = second;
                    String fresh = write(format, request, new LogLine());
                    assertThat(write(format, request, line)).isEqualTo(fresh);
                    assertThat(write(format, request, line)).isEqualTo(fresh);
                }
            }
        }
    }

    @Test
    void aFullLineTakesNoMoreOfATextThatIsKnown() {
        RequestRecord request = request();
        request.path = "/".repeat(40_000);
        LogFormat format = compiled("%REQ(:PATH)% %REQ(:PATH)%");
        String fresh = write(format, request, new LogLine());
        request.authority = "b";
        assertThat(write(compiled("%REQ(:AUTHORITY)% %REQ(:PATH)%"), request)).hasSize(40_003);
        assertThat(write(format, request)).isEqualTo(fresh).hasSizeLessThan(LogLine.BYTES_MAX);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 9, 10, 99, 100, 999, 1000, 2147483647L, 2147483648L, Long.MAX_VALUE})
    void numbersAreWrittenInDecimal(long number) {
        RequestRecord request = request();
        request.bytesSent = number;
        assertThat(write(compiled("%BYTES_SENT%"), request)).isEqualTo(number + "\n");
    }

    private static String write(LogFormat format, RequestRecord request, LogLine on) {
        format.write(request, on);
        return on.toString();
    }

    private static LogFormat compiled(String format) {
        return ((LogFormat.Ready) LogFormat.text(format)).format();
    }

    private static RequestRecord request() {
        var request = new RequestRecord();
        request.startEpochMillis = Instant.parse("2026-11-24T17:46:18.007Z").toEpochMilli();
        request.startNanos = 1_000_000;
        request.endNanos = 7_500_000;
        request.method = "GET";
        request.path = "/api?q=1";
        request.protocol = "HTTP/1.1";
        request.authority = "reviews:9080";
        request.userAgent = "curl/8.5";
        request.requestId = "5e7a-1";
        request.bytesReceived = 12;
        request.bytesSent = 345;
        request.responseCode = 200;
        request.responseCodeDetails = ResponseDetails.VIA_UPSTREAM;
        request.upstreamServiceMillis = 5;
        request.upstreamHost = "10.244.0.7:9080";
        request.upstreamCluster = "outbound|9080||reviews.default.svc.cluster.local";
        request.upstreamLocalAddress = "10.244.0.5:41210";
        request.downstreamLocalAddress = "10.96.0.9:9080";
        request.downstreamRemoteAddress = "10.244.0.5:41208";
        request.routeName = "default";
        return request;
    }
}

package io.fairlead.proxy.cel;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.WorkloadLabels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What expressions say of a request, and which texts are none.
class ExpressionTest {

    private static RequestRecord request() {
        RequestRecord request = new RequestRecord();
        request.reporter = RequestRecord.Reporter.DESTINATION;
        request.method = "GET";
        request.path = "/driver/7?full=1";
        request.authority = "staff:8080";
        request.responseCode = 503;
        request.bytesSent = 12;
        request.endNanos = 30_000_000;
        request.downstreamLocalAddress = "10.0.0.7:8080";
        request.peer =
                new WorkloadLabels(
                        "gateway-v1", "shop", "gateway", "v1", "gateway", "v1", "c", "unknown");
        request.requestHeaders = name -> name.equals("x-tier") ? "gold" : null;
        return request;
    }

    private static Expression ready(String text) {
        return switch (Expression.read(text)) {
            case Expression.Ready(Expression expression) -> expression;
            case Expression.Refused(String why) -> throw new AssertionError(text + ": " + why);
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "response.code >= 500",
                "response.code == 503.0",
                "!has(response.code) || response.code >= 400",
                "has(response.code) && !has(response.grpc_status)",
                "request.method in ['GET', 'HEAD']",
                "request.headers['X-Tier'] == \"gold\"",
                "request.url_path == '/driver/7' && request.path.endsWith('full=1')",
                "request.path.matches('^/driver/[0-9]+')",
                "request.path.startsWith(\"/driver\") ? true : false",
                "connection.mtls == false",
                "!connection.mtls",
                "request.duration > duration('29ms') && request.duration < duration('0.5s')",
                "destination.port + 1 == 8081",
                "string(response.code).contains('03')",
                "size(request.method) == 3 && request.method.size() == 3",
                "downstream_peer.workload == 'gateway-v1'",
                "1 + 2 * 3 == 7 && 7 % 4 == 3 && -1 < 0 && 'a' + 'b' == 'ab'",
                "response.grpc_status == 0 || true"
            })
    void holds(String text) {
        assertThat(ready(text).holds(request())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "response.code < 500",
                "response.grpc_status == 0",
                "request.headers['absent'] == ''",
                "has(request.headers['absent'])",
                "response.code == '503'",
                "request.method",
                "response.code / 0 == 1",
                "upstream_peer.workload == 'gateway-v1'",
                "false && response.grpc_status == 0",
                "!(request.method == 'GET')"
            })
    void doesNotHold(String text) {
        assertThat(ready(text).holds(request())).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "response.cod == 1 | the attribute response.cod isn't known",
                "request.method == | the end",
                "(true | the end",
                "request.method.upper() | function upper",
                "now() | function now",
                "\"abc | no end",
                "a ~ b | isn't known",
                "request.path.matches(request.method) | matches takes",
                "request.path.matches('(') | not an RE2 expression",
                "request.path.matches('((a{1000}){1000}){1000}') | take more than 10000 steps",
                "duration('soon') | duration takes",
                "true true | isn't expected",
                "request.headers[1] == '' | a header's name",
                "99999999999999999999 > 1 | no number"
            })
    void isRefusedWithAReason(String text, String why) {
        assertThat(Expression.read(text))
                .isInstanceOfSatisfying(
                        Expression.Refused.class,
                        refused -> assertThat(refused.why()).contains(why));
    }

    @Test
    void depthAndLengthHaveLimits() {
        assertThat(Expression.read("(".repeat(2000) + "true" + ")".repeat(2000)))
                .isInstanceOf(Expression.Refused.class);
        assertThat(Expression.read("true" + " ".repeat(5000)))
                .isInstanceOf(Expression.Refused.class);
        assertThat(Expression.read("!".repeat(3000) + "true")).isInstanceOf(Expression.Ready.class);
    }

    @Test
    void aValueIsWrittenAsText() {
        assertThat(ready("request.host").text(request())).isEqualTo("staff:8080");
        assertThat(ready("destination.port").text(request())).isEqualTo("8080");
        assertThat(ready("response.grpc_status").text(request())).isNull();
    }
}

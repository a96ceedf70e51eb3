package io.fairlead.fleetman.webapp;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.fleetman.http.Body;
import io.fairlead.fleetman.http.Header;
import io.fairlead.fleetman.http.Headers;
import io.fairlead.fleetman.http.Request;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayProxyTest {

    @ParameterizedTest
    @CsvSource({
        "/api, '', /",
        "/api/, '', //",
        "/api/vehicles/driver/City%20Truck, '', //vehicles/driver/City%20Truck",
        "/api/vehicles/, since=1%2B2, //vehicles/?since=1%2B2",
    })
    void theRestOfThePathGoesOnAsItCame(String path, String query, String onward) {
        assertThat(GatewayProxy.onwardTarget(request(path, query, Headers.EMPTY)))
                .isEqualTo(onward);
    }

    @Test
    void theGatewayIsToldItsBareNameAndWhereTheRequestCameFrom() {
        Headers client =
                new Headers(
                        List.of(
                                new Header("Host", "localhost:30080"),
                                new Header("Connection", "keep-alive"),
                                new Header("X-Forwarded-For", "203.0.113.9"),
                                new Header("my-header", "canary")));
        assertThat(GatewayProxy.onwardHeaders(request("/api/", "", client), "fleetman-api-gateway"))
                .isEqualTo(
                        new Headers(
                                List.of(
                                        new Header("Host", "fleetman-api-gateway"),
                                        new Header("my-header", "canary"),
                                        new Header("X-Real-IP", "10.244.0.9"),
                                        new Header("X-Forwarded-For", "203.0.113.9, 10.244.0.9"),
                                        new Header("X-Forwarded-Proto", "http"))));
    }

    private static Request request(String path, String query, Headers headers) {
        return new Request("GET", path, query, headers, Body.EMPTY, "10.244.0.9");
    }
}

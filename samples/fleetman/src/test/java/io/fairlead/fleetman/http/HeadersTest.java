package io.fairlead.fleetman.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-request-id",
                "X-B3-TraceId",
                "x-b3-spanid",
                "x-forwarded-for",
                "X-Real-IP",
                "x-myval",
                "x-my-header"
            })
    void everyHeaderThatStartsWithXDashGoesOn(String name) {
        assertThat(one(name).propagated()).isEqualTo(one(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"traceparent", "tracestate", "b3", "my-header", "myval", "xylophone", "x"})
    void noOtherHeaderGoesOn(String name) {
        assertThat(one(name).propagated()).isEqualTo(Headers.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Connection", "Upgrade", "transfer-encoding", "Host", "Content-Length"})
    void aProxyKeepsWhatBelongsToItsConnections(String name) {
        assertThat(one(name).endToEndWithout(Set.of("host"))).isEqualTo(Headers.EMPTY);
    }

    @Test
    void namesCompareWithoutCaseAndTheFirstValueCounts() {
        Headers headers =
                new Headers(List.of(new Header("X-MyVal", "1"), new Header("x-myval", "2")));
        assertThat(headers.first("x-MYVAL")).contains("1");
        assertThat(headers.propagated().lines()).hasSize(2);
    }

    private static Headers one(String name) {
        return new Headers(List.of(new Header(name, "v")));
    }
}

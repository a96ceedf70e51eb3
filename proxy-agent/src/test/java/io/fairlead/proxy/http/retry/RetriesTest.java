package io.fairlead.proxy.http.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.model.CircuitLimits;
import io.fairlead.proxy.model.RetryPolicy;
import io.fairlead.proxy.model.RetryPolicy.BackOff;
import io.fairlead.proxy.model.RetryPolicy.On;
import io.fairlead.proxy.model.RouteMatch.HeaderMatch;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// When a request is tried again.
class RetriesTest {

    private static final CircuitLimits LIMITS = new CircuitLimits(9, 9, 9, 3, -1, 3);

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "5xx, CONNECT|REFUSED_STREAM|RESET_BEFORE_REQUEST|RESET|PER_TRY_TIMEOUT",
        "gateway-error, CONNECT|REFUSED_STREAM|RESET_BEFORE_REQUEST|RESET|PER_TRY_TIMEOUT",
        "reset, CONNECT|REFUSED_STREAM|RESET_BEFORE_REQUEST|RESET|PER_TRY_TIMEOUT",
        "connect-failure, CONNECT",
        "refused-stream, REFUSED_STREAM",
        "reset-before-request, CONNECT|RESET_BEFORE_REQUEST",
        "retriable-4xx, ''",
        "cancelled, ''",
    })
    void failures(String on, String wanted) {
        Set<Failure> retried = EnumSet.noneOf(Failure.class);
        for (Failure failure : Failure.values()) {
            if (Retries.isRetriable(policy(on), failure)) {
                retried.add(failure);
            }
        }
        assertThat(retried.stream().map(Failure::name).collect(Collectors.joining("|")))
                .isEqualTo(wanted);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "5xx, 500|501|502|503|504|599",
        "gateway-error, 502|503|504",
        "retriable-4xx, 409",
        "retriable-status-codes, 418",
        "retriable-headers, 404",
        "connect-failure, ''",
        "reset, ''",
    })
    void statuses(String on, String wanted) {
        String retried =
                List.of(200, 404, 409, 418, 429, 500, 501, 502, 503, 504, 599).stream()
                        .filter(status ->
                                Retries.isRetriable(policy(on), new Response(status, Map.of())))
                        .map(Object::toString)
                        .collect(Collectors.joining("|"));
        assertThat(retried).isEqualTo(wanted);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "cancelled, 1",
        "deadline-exceeded, 4",
        "resource-exhausted, 8",
        "internal, 13",
        "unavailable, 14",
        "5xx, ''",
    })
    void gRpcStatuses(String on, String wanted) {
        String retried =
                List.of("0", "1", "2", "4", "8", "13", "14", "", "x", "114").stream()
                        .filter(status ->
                                Retries.isRetriable(
                                        policy(on),
                                        new Response(200, Map.of("grpc-status", status))))
                        .collect(Collectors.joining("|"));
        assertThat(retried).isEqualTo(wanted);
    }

    @Test
    void whatARateLimitRefusedIsTriedAgainOnlyIfAskedFor() {
        var limited = new Response(503, Map.of("x-envoy-ratelimited", "true"));
        assertThat(Retries.isRetriable(policy("5xx"), limited)).isFalse();
        assertThat(Retries.isRetriable(policy("envoy-ratelimited"), limited)).isTrue();
    }

    @ParameterizedTest(name = "{0} retries before, {1} under way: {2}")
    @CsvSource({"0, 0, RETRY", "1, 2, RETRY", "2, 0, NO_TRIES_LEFT", "0, 3, OVERFLOW"})
    void triesAndCircuitAreCounted(int before, int underWay, Verdict verdict) {
        assertThat(
                        Retries.afterFailure(
                                policy("5xx"),
                                Failure.RESET,
                                before,
                                LIMITS,
                                new RetryLoad(underWay, 100)))
                .isEqualTo(verdict);
    }

    @Test
    void aCircuitBreakersRefusalIsFinal() {
        assertThat(
                        Retries.afterFailure(
                                policy("5xx"), Failure.OVERFLOW, 0, LIMITS, new RetryLoad(0, 0)))
                .isEqualTo(Verdict.DONE);
    }

    @ParameterizedTest(name = "{0} of {1} requests: {2}")
    @CsvSource({
        "0, 0, true",
        "2, 0, true",
        "3, 0, false",
        "3, 20, true",
        "4, 20, false",
        "19, 100, true",
        "20, 100, false",
    })
    void aBudgetIsAShareOfTheRequestsButSomeAreAlwaysAllowed(
            int retries, int requests, boolean allowed) {
        var budget = new CircuitLimits(9, 9, 9, 1, 20, 3);
        assertThat(new RetryLoad(retries, requests).isAllowedBy(budget)).isEqualTo(allowed);
    }

    @Test
    void theWindowOfTheDelayDoublesUpToItsMaximum() {
        var backOff = new BackOff(Duration.ofMillis(10), Duration.ofMillis(50));
        long[] windows = {10, 20, 40, 50, 50};
        var random = new SplittableRandom(3);
        for (int before = 0; before < windows.length; before++) {
            long most = 0;
            for (int i = 0; i < 2000; i++) {
                most = Math.max(most, Retries.delayNanos(backOff, before, random.nextLong()));
            }
            assertThat(most).isBetween(windows[before] * 980_000, windows[before] * 1_000_000 - 1);
        }
    }

    private record Response(int status, Map<String, String> headers)
            implements Retries.ResponseView {
        @Override
        public @Nullable CharSequence header(String name) {
            return headers.get(name);
        }
    }

    private static RetryPolicy policy(String on) {
        On one =
                Arrays.stream(On.values())
                        .filter(of -> of.wireName().equals(on))
                        .findFirst()
                        .orElseThrow();
        return new RetryPolicy(
                Set.of(one),
                2,
                List.of(418),
                List.of(HeaderMatch.exact(":status", "404")),
                Duration.ZERO,
                BackOff.DEFAULT,
                0);
    }
}

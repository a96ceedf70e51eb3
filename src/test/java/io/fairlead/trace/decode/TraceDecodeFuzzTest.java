package io.fairlead.trace.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.fairlead.trace.span.Span;

/// Whatever a request says, it is refused or bounded.
class TraceDecodeFuzzTest {

    private static final DecodeLimits LIMITS = new DecodeLimits(8, 4, 2, 2, 16, 32, 2);

    @FuzzTest
    void jaeger(byte[] request) {
        bounded(Format.JAEGER, request);
    }

    @FuzzTest
    void otlp(byte[] request) {
        bounded(Format.OTLP, request);
    }

    @FuzzTest
    void otlpJson(byte[] request) {
        bounded(Format.OTLP_JSON, request);
    }

    @FuzzTest
    void zipkin(byte[] request) {
        bounded(Format.ZIPKIN, request);
    }

    private static void bounded(Format format, byte[] request) {
        try {
            Decoded decoded = format.decode(request, LIMITS, new Names());
            assertThat(decoded.spans().size()).isLessThanOrEqualTo(8);
            for (Span span : decoded.spans()) {
                assertThat(span.tags().size()).isLessThanOrEqualTo(4);
                assertThat(span.operation().length()).isLessThanOrEqualTo(17);
                assertThat(span.startMicros()).isNotNegative();
                assertThat(span.durationMicros()).isNotNegative();
            }
        } catch (Malformed e) {
            assertThat(e).hasMessageStartingWith("no ");
        }
    }
}

package io.fairlead.perf.spans;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.trace.decode.DecodeLimits;
import io.fairlead.trace.decode.Decoded;
import io.fairlead.trace.decode.Format;
import io.fairlead.trace.decode.Names;
import org.junit.jupiter.api.Test;

class SpanRequestTest {

    @Test
    void theDaemonReadsAllOfIt() throws Exception {
        byte[] request = SpanRequest.of(7, 50, 1_700_000_000_000_000L);
        Decoded decoded = Format.JAEGER.decode(request, DecodeLimits.DEFAULT, new Names());
        assertThat(decoded.cuts().isEmpty()).isTrue();
        assertThat(decoded.spans()).hasSize(50).allMatch(span -> span.tags().size() == 10);
        assertThat(decoded.spans().getFirst().trace().low()).isEqualTo(7);
        assertThat(decoded.spans().getFirst().service()).isEqualTo("service-25.default");
    }
}

package io.fairlead.proxy.trace.context;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.fairlead.proxy.meter.TraceHeader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Any bytes at all in any header of a trace: understood or broken, never thrown at anybody; and what was understood can
/// be written and means the same.
class TraceHeadersFuzzTest {

    private static final List<TraceHeader> HEADERS = List.of(TraceHeader.values());

    @FuzzTest(maxDuration = "60s")
    void headers(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        String[] lines = text.split("\n", -1);
        for (boolean w3c : new boolean[] {true, false}) {
            Incoming found =
                    Incoming.read(
                            header -> {
                                int i = HEADERS.indexOf(header);
                                return i < lines.length && !lines[i].equals("~") ? lines[i] : null;
                            },
                            w3c);
            if (found instanceof Incoming.Found(TraceContext context, _)) {
                assertThat(context.span()).isNotZero();
                assertThat(context.high() | context.low()).isNotZero();
                String written =
                        B3.single(
                                context.traceId(), Hex.text(context.span()), context.sampled(), 1);
                Incoming again =
                        Incoming.read(header -> header == TraceHeader.B3 ? written : null, false);
                assertThat(((Incoming.Found) again).context())
                        .isEqualTo(
                                new TraceContext(
                                        context.high(),
                                        context.low(),
                                        context.span(),
                                        context.sampled(),
                                        ""));
            }
        }
    }
}

package io.fairlead.proxy.cel;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.fairlead.proxy.meter.RequestRecord;
import java.nio.charset.StandardCharsets;

/// Any text at all as an expression: refused with a reason, or ready and harmless to ask.
class ExpressionFuzzTest {

    @FuzzTest(maxDuration = "60s")
    void expression(byte[] bytes) {
        RequestRecord request = new RequestRecord();
        request.method = "GET";
        request.path = "/driver/City%20Truck?of=1";
        request.responseCode = 503;
        switch (Expression.read(new String(bytes, StandardCharsets.UTF_8))) {
            case Expression.Ready(Expression ready) -> {
                boolean _ = ready.holds(request);
                String text = ready.text(request);
                assertThat(text == null || !text.contains("io.fairlead")).isTrue();
            }
            case Expression.Refused(String why) -> assertThat(why).isNotEmpty();
        }
    }
}

package io.fairlead.replica.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What is asked and answered arrives as it was said.
class AskMessagesTest {

    @Test
    void aQuestionArrivesWithAllItsParameters() throws Exception {
        Asked asked =
                new Asked(
                        "jaeger/api/traces",
                        Map.of("tag", List.of("b", "a", ""), "service", List.of("käse & Brot")));
        assertThat(Asked.of(asked.bytes())).isEqualTo(asked);
        Asked bare = new Asked("", Map.of());
        assertThat(Asked.of(bare.bytes())).isEqualTo(bare);
    }

    @Test
    void anAnswerArrivesAsBytes() throws Exception {
        byte[] body = {0, -1, 127, 10};
        Answered answer = Answered.of(new Answered(404, "text/plain", body).bytes());
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.type()).isEqualTo("text/plain");
        assertThat(answer.body()).isEqualTo(body);
    }

    @Test
    void whatIsNoneIsRefused() {
        byte[] none = "\nno question at all".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Asked.of(none)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Answered.of(none)).isInstanceOf(IOException.class);
    }
}

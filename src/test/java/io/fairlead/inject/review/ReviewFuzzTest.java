package io.fairlead.inject.review;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.fairlead.inject.config.InjectorConfig;
import io.fairlead.inject.config.InjectorConfigReader;
import io.fairlead.inject.config.InjectorConfigReader.Sources;
import io.fairlead.inject.patch.Patched;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// Whatever comes as an AdmissionReview is answered, or refused with a reason; nothing is thrown.
class ReviewFuzzTest {
    private static final InjectorConfig CONFIG =
            InjectorConfigReader.read(Sources.none("0.1.0")).config();
    private static final ObjectMapper JSON = new ObjectMapper();

    @FuzzTest
    void anyBytes(byte[] bytes) throws IOException {
        answered(bytes);
    }

    /// Any object in a good question.
    @FuzzTest
    void anyObject(byte[] bytes) throws IOException {
        String object = new String(bytes, StandardCharsets.UTF_8);
        answered(ReviewTest.question(object).getBytes(StandardCharsets.UTF_8));
    }

    private static void answered(byte[] bytes) throws IOException {
        switch (Review.parse(bytes)) {
            case Review.Unreadable(String reason) -> assertThat(reason).isNotEmpty();
            case Review.Asked asked -> {
                Answer answer = Answer.injection(asked, Map.of(), CONFIG);
                assertThat(answer.json().at("/response/uid").asText()).isEqualTo(asked.uid());
                if (answer.verdict() == Answer.Verdict.INJECTED) {
                    byte[] patch =
                            Base64.getDecoder()
                                    .decode(answer.json().at("/response/patch").asText());
                    assertThat(Patched.with(asked.object(), (ArrayNode) JSON.readTree(patch)))
                            .isNotNull();
                }
                assertThat(Answer.validation(asked, List.of()).verdict())
                        .isEqualTo(Answer.Verdict.UNCHANGED);
            }
        }
    }
}

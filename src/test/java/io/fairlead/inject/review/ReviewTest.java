package io.fairlead.inject.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.inject.config.InjectorConfig;
import io.fairlead.inject.config.InjectorConfigReader;
import io.fairlead.inject.config.InjectorConfigReader.Sources;
import io.fairlead.model.config.Problem;
import io.fairlead.model.config.Problem.Severity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Questions of an API server, and their answers.
class ReviewTest {
    private static final InjectorConfig CONFIG =
            InjectorConfigReader.read(Sources.none("0.1.0")).config();

    static String question(String object) {
        return """
        {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
         "request": {"uid": "u", "namespace": "fleet", "object": %s}}
        """
                .formatted(object);
    }

    private static Review parse(String text) {
        return Review.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Review.Asked asked(String object) {
        return (Review.Asked) parse(question(object));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{} {}",
                "{\"apiVersion\": \"admission.k8s.io/v1\", \"kind\": \"Pod\"}",
                "{\"apiVersion\": \"admission.k8s.io/v2\", \"kind\": \"AdmissionReview\"}",
                "{\"apiVersion\": \"admission.k8s.io/v1\", \"kind\": \"AdmissionReview\"}",
                "{\"apiVersion\": \"admission.k8s.io/v1\", \"kind\": \"AdmissionReview\","
                        + " \"request\": {\"uid\": \"u\", \"object\": 1}}",
                "{\"apiVersion\": \"a\", \"apiVersion\": \"b\"}"
            })
    void whatIsNoQuestionIsRefused(String text) {
        assertThat(parse(text)).isInstanceOf(Review.Unreadable.class);
    }

    @Test
    void aQuestionThatIsNestedTooDeepIsRefused() {
        String deep = "[".repeat(5_000) + "]".repeat(5_000);
        assertThat(parse(question("{\"a\": " + deep + "}"))).isInstanceOf(Review.Unreadable.class);
    }

    @Test
    void whatIsNoPodIsRefused() {
        Answer answer =
                Answer.injection(asked("{\"kind\": \"Service\", \"spec\": {}}"), Map.of(), CONFIG);
        assertThat(answer.verdict()).isEqualTo(Answer.Verdict.REFUSED);
        assertThat(answer.json().at("/response/status/message").asText()).contains("no pod");
    }

    @Test
    void aDeletedObjectHasNothingToCheck() {
        assertThat(asked("null").object()).isEmpty();
        assertThat(Answer.validation(asked("null"), List.of()).verdict())
                .isEqualTo(Answer.Verdict.UNCHANGED);
    }

    @Test
    void errorsRefuseAndWarningsAreTold() {
        Answer warned = Answer.validation(asked("{}"), List.of(problem(Severity.WARNING)));
        assertThat(warned.json().at("/response/allowed").asBoolean()).isTrue();
        assertThat(warned.json().at("/response/warnings/0").asText())
                .isEqualTo("[code] spec.a: what (fix: do that)");
        Answer refused =
                Answer.validation(
                        asked("{}"), List.of(problem(Severity.WARNING), problem(Severity.ERROR)));
        assertThat(refused.json().at("/response/allowed").asBoolean()).isFalse();
        assertThat(refused.reason()).isEqualTo("[code] spec.a: what (fix: do that)");
    }

    private static Problem problem(Severity severity) {
        return new Problem(
                "code", severity, null, "object.json", 1, "spec.a", "what", "rule", "do that");
    }

    @Test
    void thePathNamesVariables() {
        assertThat(PathVariables.of("")).isEmpty();
        assertThat(PathVariables.of("/")).isEmpty();
        assertThat(PathVariables.of("/cluster/a/net/b--slash--c/my_var/d"))
                .containsExactly(
                        Map.entry("ISTIO_META_CLUSTER_ID", "a"),
                        Map.entry("ISTIO_META_NETWORK", "b/c"),
                        Map.entry("MY_VAR", "d"));
        assertThatThrownBy(() -> PathVariables.of("/cluster"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PathVariables.of("/a=b/c"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

package io.fairlead.install.profile;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.install.profile.Installation.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Any setting is understood, or refused with what was written.
class SetPathFuzzTest {
    private static final Installation INSTALLATION = new Installation(ChartsOfCheckout.texts());

    @FuzzTest
    void anySetting(byte[] bytes) {
        String written = new String(bytes, StandardCharsets.UTF_8);
        try {
            ObjectNode tree = JsonNodeFactory.instance.objectNode();
            SetPath.read(written, false).applyTo(tree);
        } catch (SetPath.Unreadable e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
        Request request = Request.of(written);
        if (INSTALLATION.describe(request) instanceof Outcome.Refused(List<String> problems)) {
            assertThat(problems).isNotEmpty().allMatch(problem -> !problem.isBlank());
        }
    }
}

package io.fairlead.install.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Any text is carried out, or refused with its place; never anything else.
class TemplateFuzzTest {

    @FuzzTest
    void anyTemplate(byte[] bytes) {
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        values.putObject("Values").put("a", "b").putArray("list").add(1).add("two");
        try {
            Templates.read(Map.of("fuzz", new String(bytes, StandardCharsets.UTF_8)))
                    .render("fuzz", values);
        } catch (TemplateException e) {
            assertThat(e.getMessage()).containsPattern("^[a-z]+:[0-9]+: ");
        }
    }
}

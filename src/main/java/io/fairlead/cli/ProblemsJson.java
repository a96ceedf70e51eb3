package io.fairlead.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.Problem;
import java.util.List;
import java.util.Locale;

/// Problems for programs: a list of objects with constant keys.
final class ProblemsJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ProblemsJson() {}

    static String of(List<Problem> problems) {
        ArrayNode list = JSON.createArrayNode();
        for (Problem problem : problems) {
            ObjectNode node = list.addObject();
            node.put("code", problem.code());
            node.put("severity", problem.severity().name().toLowerCase(Locale.ROOT));
            node.put("file", problem.file());
            node.put("line", problem.line());
            ObjectKey object = problem.object();
            if (object != null) {
                node.putObject("object")
                        .put("group", object.group())
                        .put("kind", object.kind())
                        .put("namespace", object.namespace())
                        .put("name", object.name());
            }
            node.put("field", problem.field());
            node.put("message", problem.message());
            node.put("rule", problem.rule());
            node.put("fix", problem.fix());
        }
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(list);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of strings is always JSON", e);
        }
    }
}

package io.fairlead.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.Problem;
import java.util.List;
import java.util.Locale;

/// Problems for programs: a list in the shape of the daemon's `/debug/problems`.
final class ProblemsJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ProblemsJson() {}

    static String of(List<Problem> problems) {
        ArrayNode list = JSON.createArrayNode();
        for (Problem problem : problems) {
            ObjectNode node = list.addObject();
            node.put("file", problem.file());
            node.put("line", problem.line());
            node.put("severity", problem.severity().name().toLowerCase(Locale.ROOT));
            node.put("code", problem.code());
            ObjectKey object = problem.object();
            if (object != null) {
                node.put("object", object.toString());
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

package io.fairlead.minicluster.api.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The simple JSON paths of printer columns: `.spec.hosts[*]`, `.status.conditions[?(@.type=="Ready")].status`.
final class FieldPath {

    private static final Pattern STEP =
            Pattern.compile(
                    "\\.([^.\\[\\]]+)|\\[(\\d+)]|\\[(\\*)]|\\[\\?\\(@\\.([^=]+?)\\s*==\\s*[\"']([^\"']*)[\"']\\)]"
                            + "|\\['([^']+)']");

    private FieldPath() {}

    /// All that the path leads to.
    static List<JsonNode> find(JsonNode object, String path) {
        List<JsonNode> found = List.of(object);
        String steps = path.replace("\\.", "\u0001");
        Matcher step =
                STEP.matcher(steps.startsWith("[") || steps.startsWith(".") ? steps : "." + steps);
        while (step.find()) {
            List<JsonNode> next = new ArrayList<>();
            for (JsonNode node : found) {
                step(node, step, next);
            }
            next.removeIf(node -> node.isMissingNode() || node.isNull());
            found = next;
        }
        return found;
    }

    private static void step(JsonNode node, Matcher step, List<JsonNode> next) {
        if (step.group(1) != null) {
            next.add(node.path(step.group(1).replace('\u0001', '.')));
        } else if (step.group(2) != null) {
            next.add(node.path(Integer.parseInt(step.group(2))));
        } else if (step.group(3) != null) {
            node.forEach(next::add);
        } else if (step.group(4) != null) {
            for (JsonNode item : node) {
                if (item.path(step.group(4)).asText().equals(step.group(5))) {
                    next.add(item);
                }
            }
        } else {
            next.add(node.path(step.group(6)));
        }
    }
}

package io.fairlead.minicluster.api.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/// The columns of bindings: which role, and, where more is asked for, who has it.
final class BindingColumns {

    private BindingColumns() {}

    static List<Column> all(Column age) {
        return List.of(
                Column.text(
                        "Role",
                        (o, _) ->
                                o.path("roleRef").path("kind").asText()
                                        + "/"
                                        + o.path("roleRef").path("name").asText()),
                age,
                subjects("Users", "User"),
                subjects("Groups", "Group"),
                subjects("ServiceAccounts", "ServiceAccount"));
    }

    private static Column subjects(String title, String kind) {
        return Column.wide(title, (o, _) -> names(o, kind));
    }

    private static String names(ObjectNode binding, String kind) {
        List<String> names = new ArrayList<>();
        for (JsonNode subject : binding.path("subjects")) {
            if (subject.path("kind").asText().equals(kind)) {
                String namespace = subject.path("namespace").asText("");
                String name = subject.path("name").asText();
                names.add(namespace.isEmpty() ? name : namespace + "/" + name);
            }
        }
        return String.join(", ", names);
    }
}

package io.fairlead.install.apply;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// Where a merge patch changes something: `spec.replicas`.
final class Paths {
    private Paths() {}

    static List<String> of(JsonNode patch) {
        List<String> paths = new ArrayList<>();
        gather(patch, "", paths);
        return paths;
    }

    private static void gather(JsonNode patch, String path, List<String> into) {
        patch.properties()
                .forEach(e -> {
                    String at = path.isEmpty() ? e.getKey() : path + "." + e.getKey();
                    if (e.getValue().isObject() && !e.getValue().isEmpty()) {
                        gather(e.getValue(), at, into);
                    } else {
                        into.add(at);
                    }
                });
    }
}

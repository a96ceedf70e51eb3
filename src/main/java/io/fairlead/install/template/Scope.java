package io.fairlead.install.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What names mean inside of a block: its value, `$`, and variables, those of the blocks around it included.
final class Scope {
    private final JsonNode root;
    private final JsonNode dot;
    private final @Nullable Scope outer;
    private final Map<String, JsonNode> variables = new HashMap<>();

    Scope(JsonNode root, JsonNode dot, @Nullable Scope outer) {
        this.root = root;
        this.dot = dot;
        this.outer = outer;
    }

    Scope inner(JsonNode about) {
        return new Scope(root, about, this);
    }

    JsonNode dot() {
        return dot;
    }

    void declare(String name, JsonNode value) {
        variables.put(name, value);
    }

    /// False when there is no such variable.
    boolean set(String name, JsonNode value) {
        if (variables.containsKey(name)) {
            variables.put(name, value);
            return true;
        }
        return outer != null && outer.set(name, value);
    }

    /// @param name empty for `$`
    @Nullable JsonNode find(String name) {
        if (name.isEmpty()) {
            return root;
        }
        JsonNode own = variables.get(name);
        return own != null || outer == null ? own : outer.find(name);
    }
}

package io.fairlead.install.profile;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.ingest.decode.Checked;
import io.fairlead.ingest.decode.Limits;
import io.fairlead.model.config.Problem;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Named specifications. All stand over the one called `default`.
public final class Profiles {
    public static final String DEFAULT = "default";
    static final String API_VERSION = "install.istio.io/v1alpha1";
    static final String KIND = "IstioOperator";
    private static final String DIRECTORY = "profiles/";
    private static final String SUFFIX = ".yaml";

    private final Map<String, ObjectNode> specs = new TreeMap<>();

    /// @param texts of the directory of charts, by path
    /// @throws IllegalStateException when a profile can't be read, which is our own fault
    public Profiles(Map<String, String> texts) {
        texts.forEach((path, text) -> {
            if (path.startsWith(DIRECTORY) && path.endsWith(SUFFIX)) {
                Checked read = Checked.read(path, text, API_VERSION, KIND, Limits.DEFAULT);
                for (Problem problem : read.problems()) {
                    throw new IllegalStateException(problem.text());
                }
                specs.put(
                        path.substring(DIRECTORY.length(), path.length() - SUFFIX.length()),
                        spec(read.value()));
            }
        });
    }

    /// In order.
    public List<String> names() {
        return List.copyOf(specs.keySet());
    }

    boolean has(String name) {
        return specs.containsKey(name);
    }

    /// What a profile says, over the default one.
    ObjectNode spec(String name) {
        ObjectNode base = specs.getOrDefault(DEFAULT, JsonNodeFactory.instance.objectNode());
        ObjectNode spec =
                Gateways.over(
                        specs.getOrDefault(name, JsonNodeFactory.instance.objectNode()), base);
        return spec.put("profile", name);
    }

    static ObjectNode spec(ObjectNode operator) {
        return operator.get("spec") instanceof ObjectNode spec
                ? spec.deepCopy()
                : JsonNodeFactory.instance.objectNode();
    }
}

package io.fairlead.minicluster.schema;

import java.util.HashMap;
import java.util.Map;

/// What every object carries.
public record Meta(ObjectName name, Map<String, String> labels, Map<String, String> annotations) {

    public Meta {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    /// With one more label, unless there is one of that name.
    public Meta withLabel(String key, String value) {
        Map<String, String> more = new HashMap<>(labels);
        more.putIfAbsent(key, value);
        return new Meta(name, more, annotations);
    }
}

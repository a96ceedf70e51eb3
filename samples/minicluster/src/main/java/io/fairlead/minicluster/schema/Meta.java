package io.fairlead.minicluster.schema;

import java.util.Map;

/// What every object carries.
public record Meta(ObjectName name, Map<String, String> labels) {

    public Meta {
        labels = Map.copyOf(labels);
    }
}

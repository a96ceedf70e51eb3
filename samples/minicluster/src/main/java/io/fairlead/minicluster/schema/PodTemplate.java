package io.fairlead.minicluster.schema;

import java.util.Map;

/// What each pod of a Deployment looks like.
public record PodTemplate(
        Map<String, String> labels, Map<String, String> annotations, PodSpec spec) {

    public PodTemplate {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }
}

package io.fairlead.minicluster.images;

import java.util.List;
import java.util.Map;

/// A program that stands in for a container image.
///
/// @param links names in the working directory, and what each points at
public record Image(List<String> entrypoint, Map<String, String> links, Map<String, String> env) {

    public Image {
        entrypoint = List.copyOf(entrypoint);
        links = Map.copyOf(links);
        env = Map.copyOf(env);
    }
}

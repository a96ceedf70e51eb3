package io.fairlead.minicluster.images;

import io.fairlead.minicluster.schema.Container;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How to start a container as a process.
///
/// @param links names in the working directory, and what each points at
public record Launch(List<String> argv, Map<String, String> env, Map<String, String> links) {

    private static final Pattern REFERENCE = Pattern.compile("\\$\\(([A-Za-z_][A-Za-z0-9_.-]*)\\)");

    public Launch {
        argv = List.copyOf(argv);
        env = Map.copyOf(env);
        links = Map.copyOf(links);
    }

    /// Puts a container's own settings over those of its image, as Kubernetes does.
    ///
    /// @param base variables that every container has
    public static Launch of(Container container, Image image, Map<String, String> base) {
        Map<String, String> env = new LinkedHashMap<>(base);
        env.putAll(image.env());
        container.env().forEach((name, value) -> env.put(name, expand(value, env)));
        List<String> words =
                new ArrayList<>(
                        container.command().isEmpty() ? image.entrypoint() : container.command());
        words.addAll(container.args());
        return new Launch(
                words.stream().map(word -> expand(word, env)).toList(), env, image.links());
    }

    private static String expand(String text, Map<String, String> env) {
        return REFERENCE
                .matcher(text)
                .replaceAll(match ->
                        Matcher.quoteReplacement(env.getOrDefault(match.group(1), match.group())));
    }
}

package io.fairlead.minicluster.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What one rule of a role allows. `*` stands for everything.
///
/// @param resources with subresources: `pods/log`, `*/scale`
/// @param names of objects; none for all of them
/// @param paths that are no resources; a `*` at the end stands for all that begins so
public record PolicyRule(
        List<String> verbs,
        List<String> groups,
        List<String> resources,
        List<String> names,
        List<String> paths) {

    static final String ALL = "*";

    public PolicyRule {
        verbs = List.copyOf(verbs);
        groups = List.copyOf(groups);
        resources = List.copyOf(resources);
        names = List.copyOf(names);
        paths = List.copyOf(paths);
    }

    /// The rules of a role, or of a review's answer.
    public static List<PolicyRule> all(JsonNode rules) {
        List<PolicyRule> all = new ArrayList<>();
        for (JsonNode rule : rules) {
            all.add(
                    new PolicyRule(
                            texts(rule.path("verbs")),
                            texts(rule.path("apiGroups")),
                            texts(rule.path("resources")),
                            texts(rule.path("resourceNames")),
                            texts(rule.path("nonResourceURLs"))));
        }
        return all;
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(one -> texts.add(one.asText()));
        return texts;
    }

    /// Does the rule allow this?
    public boolean allows(Access access) {
        return holds(verbs, access.verb())
                && switch (access) {
                    case Access.Resource wanted ->
                            holds(groups, wanted.group())
                                    && allowsResource(wanted)
                                    && (names.isEmpty() || names.contains(wanted.name()));
                    case Access.Path(_, String path) ->
                            paths.stream().anyMatch(one -> matches(one, path));
                };
    }

    private boolean allowsResource(Access.Resource wanted) {
        return holds(resources, wanted.path())
                || (!wanted.subresource().isEmpty()
                        && resources.contains("*/" + wanted.subresource()));
    }

    private static boolean matches(String pattern, String path) {
        return pattern.endsWith(ALL)
                ? path.startsWith(pattern.substring(0, pattern.length() - 1))
                : pattern.equals(path);
    }

    private static boolean holds(List<String> all, String one) {
        return all.contains(ALL) || all.contains(one);
    }

    /// The rule in its smallest parts: one verb, one group, one resource and one name at most each.
    List<PolicyRule> parts() {
        List<PolicyRule> parts = new ArrayList<>();
        for (String verb : verbs) {
            for (String path : paths) {
                parts.add(
                        new PolicyRule(
                                List.of(verb), List.of(), List.of(), List.of(), List.of(path)));
            }
            for (String group : groups) {
                for (String resource : resources) {
                    for (String name : names.isEmpty() ? List.of("") : names) {
                        parts.add(
                                new PolicyRule(
                                        List.of(verb),
                                        List.of(group),
                                        List.of(resource),
                                        name.isEmpty() ? List.of() : List.of(name),
                                        List.of()));
                    }
                }
            }
        }
        return parts;
    }

    /// Does the rule allow all that this smallest part does?
    boolean covers(PolicyRule part) {
        if (!holds(verbs, part.verbs().getFirst())) {
            return false;
        }
        if (!part.paths().isEmpty()) {
            return paths.stream().anyMatch(one -> matches(one, part.paths().getFirst()));
        }
        String resource = part.resources().getFirst();
        int slash = resource.indexOf('/');
        return holds(groups, part.groups().getFirst())
                && (holds(resources, resource)
                        || (slash > 0 && resources.contains(ALL + resource.substring(slash))))
                && (names.isEmpty()
                        || (!part.names().isEmpty() && names.containsAll(part.names())));
    }

    /// As roles and reviews spell it.
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        put(json, "verbs", verbs);
        put(json, "apiGroups", groups);
        put(json, "resources", resources);
        put(json, "resourceNames", names);
        put(json, "nonResourceURLs", paths);
        return json;
    }

    /// As messages spell it.
    @Override
    public String toString() {
        return "{"
                + Stream.of(
                                text("APIGroups", groups),
                                text("Resources", resources),
                                text("ResourceNames", names),
                                text("NonResourceURLs", paths),
                                text("Verbs", verbs))
                        .filter(one -> !one.isEmpty())
                        .collect(Collectors.joining(", "))
                + "}";
    }

    private static String text(String field, List<String> texts) {
        return texts.isEmpty()
                ? ""
                : field
                        + texts.stream()
                                .map(one -> "\"" + one + "\"")
                                .collect(Collectors.joining(" ", ":[", "]"));
    }

    private static void put(ObjectNode json, String field, List<String> texts) {
        if (!texts.isEmpty()) {
            texts.forEach(json.putArray(field)::add);
        }
    }
}

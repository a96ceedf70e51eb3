package io.fairlead.minicluster.api.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Which objects a list or a watch is about: selectors of labels and of fields, as requests spell them.
public final class Selector {

    private static final Pattern SET =
            Pattern.compile("\\s*(\\S+)\\s+(in|notin)\\s*\\(([^)]*)\\)\\s*");
    private static final Pattern EQUAL =
            Pattern.compile("\\s*([^=!\\s]+)\\s*(==|=|!=)\\s*([^=!\\s]*)\\s*");
    private static final Pattern TWICE =
            Pattern.compile("\\s*[^=!\\s]+\\s*(?:==|=|!=)[^=!]*([=!]).*");
    private static final Pattern EXISTS = Pattern.compile("\\s*(!?)\\s*([^\\s!=,()]+)\\s*");
    private static final Pattern COMMA = Pattern.compile(",(?![^(]*\\))");

    /// What can be asked of a field beside name and namespace, by type.
    private static final Set<String> FIELDS =
            Set.of(
                    "pods spec.nodeName",
                    "pods spec.restartPolicy",
                    "pods spec.schedulerName",
                    "pods spec.serviceAccountName",
                    "pods spec.hostNetwork",
                    "pods status.phase",
                    "pods status.podIP",
                    "pods status.nominatedNodeName",
                    "events involvedObject.kind",
                    "events involvedObject.namespace",
                    "events involvedObject.name",
                    "events involvedObject.uid",
                    "events involvedObject.apiVersion",
                    "events involvedObject.resourceVersion",
                    "events involvedObject.fieldPath",
                    "events reason",
                    "events reportingComponent",
                    "events source",
                    "events type",
                    "secrets type",
                    "namespaces status.phase",
                    "nodes spec.unschedulable",
                    "replicasets.apps status.replicas",
                    "services spec.clusterIP",
                    "services spec.type");

    private Selector() {}

    /// Both selectors of a request; an empty one selects everything.
    public static Predicate<ObjectNode> parse(ResourceType type, String labels, String fields) {
        List<Predicate<ObjectNode>> all = new ArrayList<>();
        for (String part : parts(labels)) {
            all.add(label(part));
        }
        for (String part : parts(fields)) {
            all.add(field(type, part));
        }
        return object -> all.stream().allMatch(one -> one.test(object));
    }

    private static List<String> parts(String selector) {
        return selector.isBlank() ? List.of() : Arrays.asList(COMMA.split(selector));
    }

    private static Predicate<ObjectNode> label(String part) {
        Matcher set = SET.matcher(part);
        if (set.matches()) {
            Set<String> values =
                    Arrays.stream(set.group(3).split(","))
                            .map(String::strip)
                            .collect(Collectors.toSet());
            boolean in = set.group(2).equals("in");
            String key = set.group(1);
            return object -> {
                JsonNode value = labels(object).path(key);
                return value.isTextual() ? values.contains(value.textValue()) == in : !in;
            };
        }
        Matcher equal = EQUAL.matcher(part);
        if (equal.matches()) {
            boolean equals = !equal.group(2).equals("!=");
            String key = equal.group(1);
            String value = equal.group(3);
            return object ->
                    (labels(object).has(key) && labels(object).path(key).asText().equals(value))
                            == equals;
        }
        Matcher exists = EXISTS.matcher(part);
        if (exists.matches()) {
            boolean there = exists.group(1).isEmpty();
            String key = exists.group(2);
            return object -> labels(object).has(key) == there;
        }
        Matcher twice = TWICE.matcher(part);
        throw ApiError.badRequest(
                twice.matches()
                        ? "found '%s', expected: ',' or 'end of string'".formatted(twice.group(1))
                        : "unable to parse requirement: found '%s', expected: identifier, 'in', 'notin',"
                                        .formatted(part.strip())
                                + " '=', '==' or '!='");
    }

    private static Predicate<ObjectNode> field(ResourceType type, String part) {
        Matcher equal = EQUAL.matcher(part);
        if (!equal.matches()) {
            throw ApiError.badRequest(
                    "invalid selector: '%s'; can't understand '%s'".formatted(part, part));
        }
        String path = equal.group(1);
        boolean known =
                path.equals("metadata.name")
                        || (path.equals("metadata.namespace") && type.namespaced())
                        || FIELDS.contains(type.qualified() + " " + path);
        if (!known) {
            boolean own = FIELDS.stream().anyMatch(one -> one.startsWith(type.qualified() + " "));
            throw ApiError.badRequest(
                    own
                            ? "field label not supported: " + path
                            : "\"%s\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
                                    .formatted(path));
        }
        boolean equals = !equal.group(2).equals("!=");
        String value = equal.group(3);
        return object -> at(object, path).equals(value) == equals;
    }

    private static JsonNode labels(ObjectNode object) {
        return object.path("metadata").path("labels");
    }

    private static String at(ObjectNode object, String path) {
        JsonNode node = object;
        for (String field : path.split("\\.")) {
            node = node.path(field);
        }
        return node.asText(
                path.startsWith("spec.unsch") || path.endsWith("hostNetwork") ? "false" : "");
    }
}

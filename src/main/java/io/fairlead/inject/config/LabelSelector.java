package io.fairlead.inject.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Chooses objects by their labels, as Kubernetes' selectors do.
///
/// @param labels all of them are there with that value
/// @param requirements all of them hold
public record LabelSelector(Map<String, String> labels, List<Requirement> requirements) {

    public LabelSelector {
        labels = Map.copyOf(labels);
        requirements = List.copyOf(requirements);
    }

    /// What is asked of one label.
    public record Requirement(String key, Operator operator, List<String> values) {
        public Requirement {
            values = List.copyOf(values);
        }

        boolean holds(Map<String, String> labels) {
            String value = labels.get(key);
            return switch (operator) {
                case IN -> value != null && values.contains(value);
                case NOT_IN -> value == null || !values.contains(value);
                case EXISTS -> value != null;
                case DOES_NOT_EXIST -> value == null;
            };
        }
    }

    /// How a label is asked.
    public enum Operator {
        IN,
        NOT_IN,
        EXISTS,
        DOES_NOT_EXIST
    }

    /// True when labels are chosen. A selector that says nothing chooses nothing.
    public boolean matches(Map<String, String> of) {
        return !(labels.isEmpty() && requirements.isEmpty())
                && labels.entrySet().stream()
                        .allMatch(label -> label.getValue().equals(of.get(label.getKey())))
                && requirements.stream().allMatch(requirement -> requirement.holds(of));
    }

    /// Reads a list of selectors.
    ///
    /// @param problems gets what can't be understood
    static List<LabelSelector> readAll(JsonNode list, String where, List<String> problems) {
        List<LabelSelector> all = new ArrayList<>();
        if (!list.isArray()) {
            if (!list.isMissingNode() && !list.isNull()) {
                problems.add("%s is no list of selectors".formatted(where));
            }
            return all;
        }
        for (int i = 0; i < list.size(); i++) {
            all.add(read(list.get(i), where + "[" + i + "]", problems));
        }
        return all;
    }

    private static LabelSelector read(JsonNode node, String where, List<String> problems) {
        Map<String, String> labels = new TreeMap<>();
        node.path("matchLabels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        List<Requirement> requirements = new ArrayList<>();
        for (JsonNode expression : node.path("matchExpressions")) {
            List<String> values = new ArrayList<>();
            expression.path("values").forEach(value -> values.add(value.asText()));
            String word = expression.path("operator").asText();
            Operator operator =
                    switch (word) {
                        case "In" -> Operator.IN;
                        case "NotIn" -> Operator.NOT_IN;
                        case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
                        case "Exists" -> Operator.EXISTS;
                        default -> {
                            problems.add(
                                    "%s: operator \"%s\" is none of In, NotIn, Exists, DoesNotExist"
                                            .formatted(where, word));
                            yield Operator.EXISTS;
                        }
                    };
            requirements.add(new Requirement(expression.path("key").asText(), operator, values));
        }
        return new LabelSelector(labels, requirements);
    }
}

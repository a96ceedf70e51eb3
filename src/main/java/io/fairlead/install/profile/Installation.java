package io.fairlead.install.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.install.chart.ChartReader;
import io.fairlead.install.chart.Ordering;
import io.fairlead.install.chart.Release;
import io.fairlead.install.chart.Rendering;
import io.fairlead.install.template.TemplateException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The way from what is asked to objects.
public final class Installation {
    /// What Helm users call it, too.
    public static final String RELEASE = "fairlead";

    private static final String CHART = "fairlead";
    private static final String GATEWAY = "gateway";

    private final Map<String, String> texts;
    private final Profiles profiles;

    /// @param texts of the directory of charts, by path
    public Installation(Map<String, String> texts) {
        this.texts = Map.copyOf(texts);
        this.profiles = new Profiles(texts);
    }

    /// What becomes of a request.
    public sealed interface Outcome {
        /// @param spec as it was understood: profile, files and settings in one
        /// @param values of the chart `fairlead` that Helm makes the same objects of
        /// @param objects in the order in which they are applied, a Namespace first
        record Planned(
                ObjectNode spec, String namespace, ObjectNode values, List<ObjectNode> objects)
                implements Outcome {
            public Planned {
                objects = List.copyOf(objects);
            }
        }

        /// @param problems all of them
        record Refused(List<String> problems) implements Outcome {
            public Refused {
                problems = List.copyOf(problems);
            }
        }
    }

    public Profiles profiles() {
        return profiles;
    }

    /// The specification alone, as an object of kind IstioOperator.
    public Outcome describe(Request request) {
        Specification.Read read = new Specification(request, profiles).read();
        if (!read.problems().isEmpty()) {
            return new Outcome.Refused(read.problems());
        }
        ObjectNode spec = read.spec().deepCopy();
        String namespace = spec.path("namespace").asText();
        spec.remove("namespace");
        ObjectNode operator = JsonNodeFactory.instance.objectNode();
        operator.put("apiVersion", Profiles.API_VERSION).put("kind", Profiles.KIND);
        operator.putObject("metadata").put("namespace", namespace);
        operator.set("spec", spec);
        return new Outcome.Planned(
                operator, namespace, JsonNodeFactory.instance.objectNode(), List.of());
    }

    /// All objects of what is asked.
    public Outcome plan(Request request) {
        Specification.Read read = new Specification(request, profiles).read();
        if (!read.problems().isEmpty()) {
            return new Outcome.Refused(read.problems());
        }
        String namespace = read.spec().path("namespace").asText();
        ChartValues values = new ChartValues(read.spec());
        Release release = new Release(RELEASE, namespace);
        try {
            List<ObjectNode> objects =
                    new ArrayList<>(
                            Rendering.objects(
                                    ChartReader.read(texts, CHART), values.whole(), release));
            for (ObjectNode gateway : values.others()) {
                objects.addAll(
                        Rendering.objects(ChartReader.read(texts, GATEWAY), gateway, release));
            }
            if (!objects.isEmpty()) {
                objects.add(namespace(namespace));
            }
            objects.sort(Ordering.order());
            List<String> problems = conflicts(objects);
            return problems.isEmpty()
                    ? new Outcome.Planned(read.spec(), namespace, values.whole(), objects)
                    : new Outcome.Refused(problems);
        } catch (TemplateException e) {
            return new Outcome.Refused(List.of(e.getMessage()));
        }
    }

    private static ObjectNode namespace(String name) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("apiVersion", "v1").put("kind", "Namespace");
        object.putObject("metadata").put("name", name);
        return object;
    }

    /// Ports of nodes that two Services want, and objects that two parts make.
    private static List<String> conflicts(List<ObjectNode> objects) {
        List<String> problems = new ArrayList<>();
        Map<String, String> owners = new HashMap<>();
        for (ObjectNode object : objects) {
            String kind = object.path("kind").asText();
            String name = kind + " " + object.at("/metadata/name").asText();
            if (owners.put(name, name) != null) {
                problems.add(
                        name + " would be made twice; fix: give one of the gateways another name");
            }
            for (JsonNode port : object.at("/spec/ports")) {
                int number = port.path("nodePort").asInt();
                String before = number == 0 ? null : owners.put("port " + number, name);
                if (before != null) {
                    problems.add(
                            "port %d of the nodes is wanted by %s and by %s; fix: give one of them another nodePort"
                                    .formatted(number, before, name));
                }
            }
        }
        return problems;
    }
}

package io.fairlead.install.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.ingest.decode.Documents;
import io.fairlead.ingest.decode.Limits;
import io.fairlead.install.template.TemplateException;
import io.fairlead.install.template.Templates;
import io.fairlead.model.config.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Makes the objects of a chart, and of the charts that it is made of.
public final class Rendering {
    private static final String GLOBAL = "global";

    private final Release release;
    private final Map<String, String> templates = new TreeMap<>();
    private final Map<String, ObjectNode> roots = new TreeMap<>();

    private Rendering(Release release) {
        this.release = release;
    }

    /// Objects in the order in which they are applied.
    ///
    /// @param values over those of the chart
    /// @throws TemplateException when a template refuses the values
    /// @throws ChartException when what comes out are no objects
    public static List<ObjectNode> objects(Chart chart, ObjectNode values, Release release) {
        Rendering rendering = new Rendering(release);
        rendering.gather(chart, chart.name(), values, chart.name());
        List<ObjectNode> objects = new ArrayList<>();
        Templates ready = Templates.read(rendering.templates);
        rendering.roots.forEach(
                (file, root) -> objects.addAll(read(file, ready.render(file, root))));
        return Ordering.sorted(objects);
    }

    /// Templates of the chart and its parts, each with what it is given. Templates of all parts know each other.
    private void gather(Chart chart, String name, ObjectNode given, String path) {
        ObjectNode values = Layers.over(given, chart.values());
        ObjectNode root = root(chart, name, values);
        chart.templates()
                .forEach((file, text) -> {
                    String whole = path + "/" + file;
                    templates.put(whole, text);
                    if (!file.endsWith(".tpl")) {
                        roots.put(whole, root);
                    }
                });
        for (Chart.Part part : chart.parts()) {
            if (isOn(part.condition(), values)) {
                ObjectNode own =
                        values.get(part.name()) instanceof ObjectNode object
                                ? object.deepCopy()
                                : JsonNodeFactory.instance.objectNode();
                if (values.get(GLOBAL) instanceof ObjectNode shared) {
                    own.set(
                            GLOBAL,
                            own.get(GLOBAL) instanceof ObjectNode before
                                    ? Layers.over(shared, before)
                                    : shared.deepCopy());
                }
                gather(part.chart(), part.name(), own, path + "/charts/" + part.name());
            }
        }
    }

    private static boolean isOn(String condition, ObjectNode values) {
        if (condition.isEmpty()) {
            return true;
        }
        JsonNode at = values;
        for (String step : condition.split("\\.", -1)) {
            at = at.path(step);
        }
        return at.asBoolean(true);
    }

    private ObjectNode root(Chart chart, String name, ObjectNode values) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.set("Values", values);
        root.putObject("Release")
                .put("Name", release.name())
                .put("Namespace", release.namespace())
                .put("Service", "Helm");
        root.putObject("Chart")
                .put("Name", name)
                .put("Version", chart.version())
                .put("AppVersion", chart.appVersion());
        ObjectNode files = root.putObject("Files");
        chart.files().forEach(files::put);
        return root;
    }

    private static List<ObjectNode> read(String file, String text) {
        Documents read = Documents.read(file, text, Limits.DEFAULT);
        for (Problem problem : read.problems()) {
            throw new ChartException("%s, rendered: %s".formatted(file, problem.text()));
        }
        List<ObjectNode> objects = new ArrayList<>();
        for (JsonNode document : read.values()) {
            if (document instanceof ObjectNode object && object.has("kind")) {
                objects.add(object);
            } else if (!document.isNull()) {
                throw new ChartException(file + ", rendered: a document that is no object");
            }
        }
        return objects;
    }
}

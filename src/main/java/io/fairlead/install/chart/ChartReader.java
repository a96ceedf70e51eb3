package io.fairlead.install.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.ingest.decode.Documents;
import io.fairlead.ingest.decode.Limits;
import io.fairlead.model.config.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Reads a chart out of the texts of a directory in which charts stand beside each other. A chart names those that it
/// is made of as `file://../NAME`.
public final class ChartReader {
    private static final String BESIDE = "file://../";
    private static final String TEMPLATES = "templates/";
    private static final int DEPTH_MAX = 8;

    private final Map<String, String> texts;

    private ChartReader(Map<String, String> texts) {
        this.texts = texts;
    }

    /// @param texts by path below the directory, `istiod/templates/service.yaml`
    /// @throws ChartException when the chart isn't there, or can't be read
    public static Chart read(Map<String, String> texts, String name) {
        return new ChartReader(texts).chart(name, 0);
    }

    private Chart chart(String name, int depth) {
        if (depth > DEPTH_MAX) {
            throw new ChartException(name + ": charts are made of each other");
        }
        ObjectNode metadata = object(name + "/Chart.yaml");
        String values = name + "/values.yaml";
        Map<String, String> templates = new TreeMap<>();
        Map<String, String> files = new TreeMap<>();
        texts.forEach((path, text) -> {
            if (path.startsWith(name + "/")) {
                String below = path.substring(name.length() + 1);
                (below.startsWith(TEMPLATES) ? templates : files).put(below, text);
            }
        });
        List<Chart.Part> parts = new ArrayList<>();
        for (JsonNode part : metadata.path("dependencies")) {
            String repository = part.path("repository").asText();
            if (!repository.startsWith(BESIDE)) {
                throw new ChartException(
                        "%s/Chart.yaml: dependency %s: repository \"%s\" is no %sNAME"
                                .formatted(name, part.path("name").asText(), repository, BESIDE));
            }
            parts.add(
                    new Chart.Part(
                            part.path("alias").asText(part.path("name").asText()),
                            part.path("condition").asText(),
                            chart(repository.substring(BESIDE.length()), depth + 1)));
        }
        return new Chart(
                metadata.path("name").asText(),
                metadata.path("version").asText(),
                metadata.path("appVersion").asText(),
                texts.containsKey(values) ? object(values) : JsonNodeFactory.instance.objectNode(),
                templates,
                files,
                parts);
    }

    private ObjectNode object(String path) {
        String text = texts.get(path);
        if (text == null) {
            throw new ChartException("there is no " + path);
        }
        Documents read = Documents.read(path, text, Limits.DEFAULT);
        for (Problem problem : read.problems()) {
            throw new ChartException(problem.text());
        }
        if (read.values().size() != 1 || !(read.values().getFirst() instanceof ObjectNode object)) {
            throw new ChartException(path + ": is no mapping");
        }
        return object;
    }
}

package io.fairlead.minicluster.apply;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.ArrayList;
import java.util.List;

/// Reads the objects of one file: several documents, lists of objects, YAML or JSON. Pure.
final class ManifestFile {

    private static final ObjectReader READER = new YAMLMapper().reader();
    private static final List<List<String>> REQUIRED =
            List.of(List.of("apiVersion"), List.of("kind"), List.of("metadata", "name"));

    private ManifestFile() {}

    /// @param problems when there is one, none of the file's objects counts
    record Content(List<Manifest> objects, List<String> problems) {
        Content {
            objects = List.copyOf(objects);
            problems = List.copyOf(problems);
        }
    }

    private record Piece(int line, String text) {}

    /// @param file its name, for problems
    static Content read(String file, String text) {
        List<Manifest> objects = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Piece piece : split(text)) {
            try {
                add(file, piece.line(), READER.readTree(piece.text()), objects, problems);
            } catch (JsonProcessingException broken) {
                JsonLocation at = broken.getLocation();
                int line = piece.line() + (at == null ? 0 : Math.max(0, at.getLineNr() - 1));
                problems.add(
                        "%s:%d: not readable as YAML: %s"
                                .formatted(file, line, firstLine(broken.getOriginalMessage())));
            }
        }
        return new Content(objects, problems);
    }

    private static void add(
            String file, int line, JsonNode node, List<Manifest> objects, List<String> problems) {
        if (node == null || node.isMissingNode() || node.isNull()) {
            return;
        }
        if (!(node instanceof ObjectNode object)) {
            problems.add("%s:%d: expected an object".formatted(file, line));
            return;
        }
        if (object.path("kind").asText().equals("List")) {
            object.path("items").forEach(item -> add(file, line, item, objects, problems));
            return;
        }
        boolean good = true;
        for (List<String> path : REQUIRED) {
            if (at(object, path).asText("").isEmpty()) {
                problems.add(
                        "%s:%d: %s is missing. Fix: write it, or remove the object"
                                .formatted(file, line, String.join(".", path)));
                good = false;
            }
        }
        if (good) {
            objects.add(new Manifest(object, file, line));
        }
    }

    private static JsonNode at(JsonNode object, List<String> path) {
        JsonNode node = object;
        for (String step : path) {
            node = node.path(step);
        }
        return node;
    }

    /// Documents with the line that each begins at, so that a broken one is named by its line in the file.
    private static List<Piece> split(String text) {
        List<Piece> pieces = new ArrayList<>();
        StringBuilder piece = new StringBuilder();
        int start = 1;
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (line.equals("---") || line.startsWith("--- ")) {
                pieces.add(new Piece(start, piece.toString()));
                piece.setLength(0);
                start = number + 1;
            } else {
                piece.append(line).append('\n');
            }
        }
        pieces.add(new Piece(start, piece.toString()));
        return pieces.stream().filter(p -> p.text().lines().anyMatch(ManifestFile::says)).toList();
    }

    private static boolean says(String line) {
        return !line.isBlank() && !line.stripLeading().startsWith("#");
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }
}

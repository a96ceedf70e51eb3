package io.fairlead.minicluster.storage;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fairlead.minicluster.schema.ObjectDecoder;
import io.fairlead.minicluster.schema.ObjectDecoder.Decoded;
import io.fairlead.minicluster.schema.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads the objects of one file: several documents, lists of objects, YAML or JSON.
final class YamlFile {

    private static final ObjectReader READER = new YAMLMapper().reader();

    private YamlFile() {}

    /// @param problems when there is one, none of the file's objects counts
    record Content(List<Loaded> objects, List<String> problems) {
        Content {
            objects = List.copyOf(objects);
            problems = List.copyOf(problems);
        }
    }

    private record Piece(int line, String text) {}

    static Content read(Path file, String text) {
        List<Loaded> objects = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Piece piece : split(text)) {
            try {
                JsonNode node = READER.readTree(piece.text());
                add(file, piece.line(), node, objects, problems);
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
            Path file, int line, JsonNode node, List<Loaded> objects, List<String> problems) {
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
        switch (ObjectDecoder.decode(object)) {
            case Decoded.Known(var known) -> objects.add(new Loaded(known, object, file, line));
            case Decoded.Foreign _ -> {}
            case Decoded.Rejected(var found) -> {
                for (Problem problem : found) {
                    problems.add(
                            "%s:%d: %s %s: %s"
                                    .formatted(
                                            file,
                                            line,
                                            object.path("kind").asText(),
                                            object.path("metadata").path("name").asText("?"),
                                            problem));
                }
            }
        }
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
        return pieces.stream().filter(p -> p.text().lines().anyMatch(YamlFile::says)).toList();
    }

    private static boolean says(String line) {
        return !line.isBlank() && !line.stripLeading().startsWith("#");
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }
}

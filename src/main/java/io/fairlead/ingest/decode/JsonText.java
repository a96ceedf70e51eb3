package io.fairlead.ingest.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.fairlead.model.config.Problem.Told;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// JSON to trees; one or more values after each other.
final class JsonText {
    private final JsonParser parser;
    private final Limits limits;
    private final Complaints complaints;
    private int nodes;

    private JsonText(JsonParser parser, Limits limits, Complaints complaints) {
        this.parser = parser;
        this.limits = limits;
        this.complaints = complaints;
    }

    static List<Tree> read(String text, Limits limits, Complaints complaints) {
        JsonFactory factory =
                JsonFactory.builder()
                        .streamReadConstraints(
                                StreamReadConstraints.builder()
                                        .maxNestingDepth(limits.depthMax())
                                        .build())
                        .build();
        try (JsonParser parser = factory.createParser(text)) {
            return new JsonText(parser, limits, complaints).documents();
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            String what = String.valueOf(e.getOriginalMessage());
            complaints.error(
                    "json-syntax",
                    line,
                    "",
                    new Told(what, "a .json file is JSON", "check it there"));
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("reading a string failed", e);
        }
    }

    private List<Tree> documents() throws IOException {
        List<Tree> documents = new ArrayList<>();
        while (parser.nextToken() != null) {
            if (documents.size() >= limits.documentsMax()) {
                tooMuch("documents", limits.documentsMax());
                return List.of();
            }
            Tree document = tree();
            if (document == null) {
                return List.of();
            }
            documents.add(document);
        }
        return documents;
    }

    private void tooMuch(String what, int max) {
        Told told =
                new Told(
                        "more than " + max + " " + what,
                        "a file has at most that many",
                        "split the file");
        complaints.error("json-limit", parser.currentLocation().getLineNr(), "", told);
    }

    /// The value at the current token; null when a limit was passed.
    private @Nullable Tree tree() throws IOException {
        if (++nodes > limits.nodesMax()) {
            tooMuch("values", limits.nodesMax());
            return null;
        }
        int line = parser.currentTokenLocation().getLineNr();
        return switch (parser.currentToken()) {
            case START_OBJECT -> mapping(line);
            case START_ARRAY -> sequence(line);
            case VALUE_STRING -> new Tree.Scalar(line, Tree.Type.STRING, parser.getText());
            case VALUE_NUMBER_INT -> new Tree.Scalar(line, Tree.Type.INT, parser.getText());
            case VALUE_NUMBER_FLOAT -> new Tree.Scalar(line, Tree.Type.FLOAT, parser.getText());
            case VALUE_TRUE -> new Tree.Scalar(line, Tree.Type.BOOL, "true");
            case VALUE_FALSE -> new Tree.Scalar(line, Tree.Type.BOOL, "false");
            case null, default -> new Tree.Scalar(line, Tree.Type.NULL, "");
        };
    }

    private @Nullable Tree sequence(int line) throws IOException {
        List<Tree> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            Tree item = tree();
            if (item == null) {
                return null;
            }
            items.add(item);
        }
        return new Tree.Sequence(line, items);
    }

    private @Nullable Tree mapping(int line) throws IOException {
        SequencedMap<String, Tree.Entry> entries = new LinkedHashMap<>();
        SequencedMap<String, Integer> seen = new LinkedHashMap<>();
        List<Tree.Duplicate> duplicates = new ArrayList<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            int at = parser.currentTokenLocation().getLineNr();
            parser.nextToken();
            Tree value = tree();
            if (value == null) {
                return null;
            }
            Integer before = seen.putIfAbsent(key, at);
            if (before != null) {
                duplicates.add(new Tree.Duplicate(key, before, at));
            } else if (!(value instanceof Tree.Scalar s && s.type() == Tree.Type.NULL)) {
                entries.put(key, new Tree.Entry(at, value));
            }
        }
        return new Tree.Mapping(line, entries, duplicates);
    }
}

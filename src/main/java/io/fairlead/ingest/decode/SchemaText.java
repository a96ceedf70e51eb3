package io.fairlead.ingest.decode;

import io.fairlead.ingest.decode.Schema.Basic;
import io.fairlead.ingest.decode.Schema.Field;
import io.fairlead.ingest.decode.Schema.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the `.fields` resources. Their format is told in their first lines.
final class SchemaText {
    static final Schema SCHEMA =
            load("core.fields", "istio.fields", "fairlead.fields", "mesh.fields", "install.fields");

    /// Not a kind of its own: it stands as text in a ConfigMap.
    static final Kind MESH = mesh("mesh.fields");

    private final Map<String, List<Line>> blocks = new HashMap<>();
    private final Map<String, Schema.Fields> defined = new HashMap<>();
    private final Map<String, Kind> kinds = new LinkedHashMap<>();

    private SchemaText() {}

    private static Schema load(String... resources) {
        SchemaText text = new SchemaText();
        List<Block> found = new ArrayList<>();
        for (String resource : resources) {
            found.addAll(blocks(lines(resource)));
        }
        for (Block block : found) {
            if (block.head.get(0).equals("define")) {
                text.blocks.put(block.head.get(1), block.body);
            }
        }
        for (Block block : found) {
            if (block.head.get(0).equals("kind")) {
                text.kind(block);
            }
        }
        return new Schema(Map.copyOf(text.kinds));
    }

    private static Kind mesh(String resource) {
        SchemaText text = new SchemaText();
        blocks(lines(resource)).forEach(b -> text.blocks.put(b.head.get(1), b.body));
        return new Kind("", "MeshConfig", Set.of(), text.define("MeshConfig"));
    }

    private static List<String> lines(String resource) {
        try (InputStream in = SchemaText.class.getResourceAsStream(resource)) {
            byte[] bytes = Objects.requireNonNull(in, resource).readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("resource " + resource, e);
        }
    }

    private static List<Block> blocks(List<String> lines) {
        List<Block> blocks = new ArrayList<>();
        for (String line : lines) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            List<String> words = List.of(line.strip().split(" +"));
            int depth = line.length() - line.stripLeading().length();
            if (depth == 0) {
                blocks.add(new Block(words, new ArrayList<>()));
            } else {
                blocks.getLast().body.add(new Line(depth / 2, words));
            }
        }
        return blocks;
    }

    private void kind(Block block) {
        String group = block.head.get(2).equals("-") ? "" : block.head.get(2);
        LinkedHashSet<String> versions = new LinkedHashSet<>();
        for (int i = 3; i < block.head.size(); i++) {
            versions.add(block.head.get(i));
        }
        Schema.Type string = new Schema.Word(Basic.STRING, List.of(), null, null, false);
        SequencedMap<String, Field> fields = new LinkedHashMap<>();
        fields.put("apiVersion", new Field(true, string));
        fields.put("kind", new Field(true, string));
        fields.put("metadata", new Field(true, define("Meta")));
        fields.putAll(fields(block.body, 0, block.body.size(), 1));
        fields.put("status", new Field(false, new Schema.Anything()));
        String name = block.head.get(1);
        kinds.put(
                group + "/" + name,
                new Kind(group, name, versions, new Schema.Fields(fields, List.of())));
    }

    private Schema.Fields define(String name) {
        Schema.Fields before = defined.get(name);
        if (before != null) {
            return before;
        }
        List<Line> body = Objects.requireNonNull(blocks.get(name), name);
        Schema.Fields made = new Schema.Fields(fields(body, 0, body.size(), 1), List.of());
        defined.put(name, made);
        return made;
    }

    private SequencedMap<String, Field> fields(List<Line> body, int from, int to, int depth) {
        SequencedMap<String, Field> fields = new LinkedHashMap<>();
        int at = from;
        while (at < to) {
            int end = at + 1;
            while (end < to && body.get(end).depth > depth) {
                end++;
            }
            List<String> words = body.get(at).words;
            boolean required = words.get(0).endsWith("!");
            String name =
                    required ? words.get(0).substring(0, words.get(0).length() - 1) : words.get(0);
            fields.put(name, new Field(required, type(words.get(1), body, at, end)));
            at = end;
        }
        return fields;
    }

    private Schema.Type type(String word, List<Line> body, int at, int end) {
        if (word.endsWith("[]")) {
            return new Schema.ListOf(type(word.substring(0, word.length() - 2), body, at, end));
        }
        if (word.endsWith("{}")) {
            return new Schema.MapOf(type(word.substring(0, word.length() - 2), body, at, end));
        }
        List<String> words = body.get(at).words;
        if (word.startsWith("@")) {
            return new Schema.Fields(define(word.substring(1)).fields(), exclusive(words));
        }
        return switch (word) {
            case "any" -> new Schema.Anything();
            case "object" ->
                    new Schema.Fields(
                            fields(body, at + 1, end, body.get(at).depth + 1), exclusive(words));
            case "string" -> word(Basic.STRING, words);
            case "int" -> word(Basic.INT, words);
            case "number" -> word(Basic.NUMBER, words);
            case "bool" -> word(Basic.BOOL, words);
            case "duration" -> word(Basic.DURATION, words);
            case "intstr" -> word(Basic.INT_OR_STRING, words);
            default -> throw new IllegalStateException("type " + word + " in a .fields resource");
        };
    }

    private static List<String> exclusive(List<String> words) {
        for (String word : words) {
            if (word.startsWith("one(")) {
                return List.of(word.substring(4, word.length() - 1).split("\\|"));
            }
        }
        return List.of();
    }

    private static Schema.Type word(Basic basic, List<String> words) {
        List<String> allowed = List.of();
        @Nullable Double min = null;
        @Nullable Double max = null;
        boolean nonEmpty = false;
        for (int i = 2; i < words.size(); i++) {
            String word = words.get(i);
            if (word.startsWith("{")) {
                allowed = List.of(word.substring(1, word.length() - 1).split("\\|"));
            } else if (word.equals("nonempty")) {
                nonEmpty = true;
            } else if (word.contains("..")) {
                int dots = word.indexOf("..");
                min = dots == 0 ? null : Double.valueOf(word.substring(0, dots));
                max = dots + 2 == word.length() ? null : Double.valueOf(word.substring(dots + 2));
            }
        }
        return new Schema.Word(basic, allowed, min, max, nonEmpty);
    }

    private record Block(List<String> head, List<Line> body) {}

    private record Line(int depth, List<String> words) {}
}

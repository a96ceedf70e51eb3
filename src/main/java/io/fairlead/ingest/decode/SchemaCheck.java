package io.fairlead.ingest.decode;

import io.fairlead.ingest.decode.Schema.Field;
import io.fairlead.ingest.decode.Schema.Kind;
import io.fairlead.model.config.Problem.Told;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Compares one object with the fields of its kind: unknown, missing, doubled, of the wrong type.
final class SchemaCheck {
    private static final int KNOWN_SHOWN_MAX = 12;

    private final Kind kind;
    private final Complaints complaints;

    SchemaCheck(Kind kind, Complaints complaints) {
        this.kind = kind;
        this.complaints = complaints;
    }

    void check(Tree.Mapping object, String path) {
        fields(object, kind.fields(), path);
    }

    /// All fields that are written, and no word about a header that isn't.
    void checkBody(Tree.Mapping object) {
        SequencedMap<String, Field> optional = new LinkedHashMap<>();
        kind.fields()
                .fields()
                .forEach((name, field) -> optional.put(name, new Field(false, field.type())));
        fields(object, new Schema.Fields(optional, List.of()), "");
    }

    private void check(Tree tree, Schema.Type type, String path, int line) {
        switch (type) {
            case Schema.Anything _ -> {
                // Nobody looks at it.
            }
            case Schema.Fields record -> {
                if (tree instanceof Tree.Mapping mapping) {
                    fields(mapping, record, path);
                } else {
                    wrongType(tree, "a mapping", path, line);
                }
            }
            case Schema.MapOf(Schema.Type value) -> {
                if (tree instanceof Tree.Mapping mapping) {
                    mapping.entries()
                            .forEach((key, e) ->
                                    check(e.value(), value, path + "[" + key + "]", e.line()));
                } else {
                    wrongType(tree, "a mapping", path, line);
                }
            }
            case Schema.ListOf(Schema.Type item) -> items(tree, item, path, line);
            case Schema.Word word -> new WordCheck(complaints).check(tree, word, path, line);
        }
    }

    private void items(Tree tree, Schema.Type item, String path, int line) {
        if (!(tree instanceof Tree.Sequence sequence)) {
            wrongType(tree, "a list", path, line);
            return;
        }
        for (int i = 0; i < sequence.items().size(); i++) {
            Tree at = sequence.items().get(i);
            check(at, item, path + "[" + i + "]", at.line());
        }
    }

    private void fields(Tree.Mapping mapping, Schema.Fields record, String path) {
        for (Map.Entry<String, Tree.Entry> entry : mapping.entries().entrySet()) {
            String name = entry.getKey();
            String at = path.isEmpty() ? name : path + "." + name;
            Field field = record.fields().get(name);
            if (field == null) {
                unknown(name, record, at, entry.getValue().line());
            } else {
                check(entry.getValue().value(), field.type(), at, entry.getValue().line());
            }
        }
        for (Map.Entry<String, Field> field : record.fields().entrySet()) {
            if (field.getValue().required() && !mapping.entries().containsKey(field.getKey())) {
                missing(field.getKey(), mapping, path);
            }
        }
        exclusive(mapping, record, path);
    }

    private void missing(String name, Tree.Mapping mapping, String path) {
        String where = path.isEmpty() ? "the object" : path;
        complaints.error(
                "missing-field",
                mapping.line(),
                path.isEmpty() ? name : path + "." + name,
                new Told(
                        "the field \"" + name + "\" is missing",
                        where + " needs " + name,
                        "add " + name + ":"));
    }

    private void exclusive(Tree.Mapping mapping, Schema.Fields record, String path) {
        List<String> written =
                record.exclusive().stream().filter(mapping.entries()::containsKey).toList();
        if (written.size() < 2) {
            return;
        }
        Tree.Entry second = mapping.entries().get(written.get(1));
        complaints.error(
                "exclusive-fields",
                second == null ? mapping.line() : second.line(),
                path,
                new Told(
                        String.join(" and ", written) + " are written together",
                        "at most one of "
                                + String.join(", ", record.exclusive())
                                + " may be written",
                        "keep one of them"));
    }

    private void unknown(String name, Schema.Fields record, String path, int line) {
        complaints.error(
                "unknown-field",
                line,
                path,
                new Told(
                        "unknown field \"" + name + "\"",
                        kind.name() + " has no such field there",
                        fixForUnknown(name, record)));
    }

    private String fixForUnknown(String name, Schema.Fields record) {
        @Nullable String near = Suggest.nearest(name, record.fields().keySet());
        if (near != null) {
            return "did you mean " + near + "?";
        }
        List<String> elsewhere = new ArrayList<>();
        placesOf(name, kind.fields(), "", elsewhere);
        if (!elsewhere.isEmpty()) {
            return name + " belongs to " + elsewhere.getFirst() + ": check the indentation";
        }
        TreeSet<String> known = new TreeSet<>(record.fields().keySet());
        String more = known.size() > KNOWN_SHOWN_MAX ? ", …" : "";
        return "known fields there: "
                + String.join(", ", known.stream().limit(KNOWN_SHOWN_MAX).toList())
                + more;
    }

    /// Where else in this kind a field of that name stands: a wrong indentation is the usual reason.
    private static void placesOf(String name, Schema.Type type, String path, List<String> found) {
        switch (type) {
            case Schema.Fields record ->
                    record.fields()
                            .forEach((key, field) -> {
                                if (key.equals(name)) {
                                    found.add(path.isEmpty() ? "the object itself" : path);
                                }
                                placesOf(
                                        name,
                                        field.type(),
                                        path.isEmpty() ? key : path + "." + key,
                                        found);
                            });
            case Schema.ListOf(Schema.Type item) -> placesOf(name, item, path + "[]", found);
            case Schema.MapOf(Schema.Type value) -> placesOf(name, value, path + "{}", found);
            case Schema.Word _, Schema.Anything _ -> {
                // No fields inside.
            }
        }
    }

    private void wrongType(Tree tree, String expected, String path, int line) {
        String fix = expected.equals("a list") ? "put \"- \" before it" : "check the indentation";
        complaints.wrongType(tree, expected, path, line, fix);
    }
}

package io.fairlead.ingest.decode;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.model.config.Problem;
import io.fairlead.model.config.Problem.Told;
import java.util.List;
import java.util.Objects;

/// An object that is a setting rather than part of the mesh, and so needs no name: what it says, held against the
/// fields of its kind.
///
/// @param value the whole object; empty when it can't be read
/// @param problems what is wrong with it
public record Checked(ObjectNode value, List<Problem> problems) {

    public Checked {
        value = value.deepCopy();
        problems = List.copyOf(problems);
    }

    /// Reads a text with one object of a kind.
    ///
    /// @param file its name, for messages
    /// @param apiVersion the one that it must have
    /// @param kind one that the decoder knows
    public static Checked read(
            String file, String text, String apiVersion, String kind, Limits limits) {
        Complaints complaints = new Complaints(file, limits.problemsMax());
        if (text.length() > limits.fileBytesMax()) {
            complaints.error("file-too-large", 0, "", Decoder.tooLarge(limits.fileBytesMax()));
            return new Checked(Documents.object(), complaints.all());
        }
        List<Tree> documents = YamlText.read(text, limits, complaints);
        if (documents.size() != 1 || !(documents.getFirst() instanceof Tree.Mapping object)) {
            if (complaints.errors() == 0) {
                Told told =
                        new Told(
                                "is no object",
                                "the file has one object of kind " + kind,
                                "begin it with apiVersion: " + apiVersion);
                complaints.error("not-an-object", 0, "", told);
            }
            return new Checked(Documents.object(), complaints.all());
        }
        Cursor cursor = new Cursor(object, "");
        header(cursor, "apiVersion", apiVersion, complaints);
        header(cursor, "kind", kind, complaints);
        Duplicates.tell(object, "", complaints);
        String group = apiVersion.substring(0, apiVersion.indexOf('/'));
        Schema.Kind known = Objects.requireNonNull(SchemaText.SCHEMA.kind(group, kind), kind);
        new SchemaCheck(known, complaints).checkBody(object);
        return new Checked(Documents.object(object), complaints.all());
    }

    private static void header(
            Cursor cursor, String field, String expected, Complaints complaints) {
        String is = cursor.text(field);
        if (!is.equals(expected)) {
            Told told =
                    new Told(
                            "is \"%s\", expected \"%s\"".formatted(is, expected),
                            "the file is of that kind and version",
                            "write %s: %s".formatted(field, expected));
            complaints.error("unknown-kind", cursor.lineOf(field), field, told);
        }
    }
}

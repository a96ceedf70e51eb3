package io.fairlead.ingest.decode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.model.config.Problem;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

/// Documents of a text as they are, for those who change objects instead of understanding them. Words mean what they
/// mean to Kubernetes; a key whose value is null is left out.
///
/// @param values one for each document; empty when the text can't be read
/// @param problems why not
public record Documents(List<JsonNode> values, List<Problem> problems) {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    public Documents {
        values = List.copyOf(values);
        problems = List.copyOf(problems);
    }

    /// Reads YAML, of which JSON is a part.
    ///
    /// @param file its name, for messages
    public static Documents read(String file, String text, Limits limits) {
        Complaints complaints = new Complaints(file, limits.problemsMax());
        if (text.length() > limits.fileBytesMax()) {
            complaints.error("file-too-large", 0, "", Decoder.tooLarge(limits.fileBytesMax()));
            return new Documents(List.of(), complaints.all());
        }
        String bare = text.startsWith("\uFEFF") ? text.substring(1) : text;
        List<Tree> trees = YamlText.read(bare, limits, complaints);
        for (Tree tree : trees) {
            if (tree instanceof Tree.Mapping mapping) {
                Duplicates.tell(mapping, "", complaints);
            }
        }
        return new Documents(
                complaints.errors() > 0 ? List.of() : trees.stream().map(Documents::json).toList(),
                complaints.all());
    }

    /// True when a word that is written without quotes is a text with this value, and nothing else.
    public static boolean isPlainText(String word) {
        return PlainScalars.read(0, word).type() == Tree.Type.STRING;
    }

    /// Nothing written.
    static ObjectNode object() {
        return JSON.objectNode();
    }

    static ObjectNode object(Tree.Mapping mapping) {
        ObjectNode object = JSON.objectNode();
        mapping.entries().forEach((key, entry) -> object.set(key, json(entry.value())));
        return object;
    }

    private static JsonNode json(Tree tree) {
        return switch (tree) {
            case Tree.Mapping mapping -> object(mapping);
            case Tree.Sequence sequence -> {
                ArrayNode array = JSON.arrayNode();
                sequence.items().forEach(item -> array.add(json(item)));
                yield array;
            }
            case Tree.Scalar scalar -> json(scalar);
        };
    }

    private static JsonNode json(Tree.Scalar scalar) {
        return switch (scalar.type()) {
            case STRING -> JSON.textNode(scalar.text());
            case BOOL -> JSON.booleanNode(scalar.text().equals("true"));
            case NULL -> JSON.nullNode();
            case INT -> integer(new BigInteger(scalar.text()));
            case FLOAT -> decimal(scalar.text());
        };
    }

    private static JsonNode integer(BigInteger value) {
        if (value.bitLength() < Integer.SIZE) {
            return JSON.numberNode(value.intValue());
        }
        return value.bitLength() < Long.SIZE
                ? JSON.numberNode(value.longValue())
                : JSON.numberNode(value);
    }

    /// What is no finite number stays the word that it is.
    private static JsonNode decimal(String text) {
        try {
            return JSON.numberNode(new BigDecimal(text));
        } catch (NumberFormatException _) {
            return JSON.textNode(text);
        }
    }
}

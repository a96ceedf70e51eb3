package io.fairlead.ingest.decode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Iterator;
import java.util.Map;
import java.util.regex.Pattern;

/// JSON as YAML for people: blocks, and quotes only where a word would mean something else without.
public final class YamlWriter {
    private static final Pattern PLAIN =
            Pattern.compile(
                    "[A-Za-z0-9_/.$][A-Za-z0-9_/.@%+,()$=~-]*([ :][A-Za-z0-9_/.@%+,()$=~-]+)*");
    private static final Pattern LINES =
            Pattern.compile("[^\\s\\p{Cntrl}][^\\p{Cntrl}\u0085\u2028\u2029\uFEFF]*");
    private static final int PLAIN_MAX = 200;

    private final StringBuilder out = new StringBuilder();

    private YamlWriter() {}

    /// One document, without its marker.
    public static String write(JsonNode document) {
        YamlWriter writer = new YamlWriter();
        writer.block(document, 0, false);
        return writer.out.toString();
    }

    /// @param inline true when the first line goes on where something stands already
    private void block(JsonNode node, int indent, boolean inline) {
        boolean first = inline;
        if (node.isObject() && !node.isEmpty()) {
            for (Map.Entry<String, JsonNode> entry : node.properties()) {
                indent(first ? 0 : indent);
                first = false;
                out.append(key(entry.getKey())).append(':');
                value(entry.getValue(), indent + 2, indent);
            }
        } else if (node.isArray() && !node.isEmpty()) {
            for (Iterator<JsonNode> items = node.elements(); items.hasNext(); ) {
                indent(first ? 0 : indent);
                first = false;
                out.append("- ");
                block(items.next(), indent + 2, true);
            }
        } else {
            scalar(node, indent);
            out.append('\n');
        }
    }

    private void value(JsonNode value, int below, int list) {
        if (value.isContainerNode() && !value.isEmpty()) {
            out.append('\n');
            block(value, value.isArray() ? list : below, false);
        } else {
            out.append(' ');
            scalar(value, below);
            out.append('\n');
        }
    }

    private void scalar(JsonNode value, int indent) {
        if (!value.isTextual()) {
            out.append(value.isContainerNode() ? value.toString() : value.asText());
            return;
        }
        String text = value.asText();
        if (isLiteral(text)) {
            literal(text, indent);
        } else {
            out.append(isPlain(text) ? text : quoted(text));
        }
    }

    private static boolean isLiteral(String text) {
        return text.contains("\n")
                && !text.startsWith("\n")
                && !text.endsWith("\n\n")
                && text.lines().allMatch(line -> line.isEmpty() || LINES.matcher(line).matches())
                && !text.contains("\r");
    }

    private void literal(String text, int indent) {
        out.append(text.endsWith("\n") ? "|" : "|-");
        text.lines()
                .forEach(line -> {
                    out.append('\n');
                    indent(line.isEmpty() ? 0 : indent);
                    out.append(line);
                });
    }

    private static boolean isPlain(String text) {
        return text.length() <= PLAIN_MAX
                && PLAIN.matcher(text).matches()
                && !text.contains(": ")
                && !text.startsWith("---")
                && !text.startsWith("...")
                && Documents.isPlainText(text);
    }

    private static String key(String text) {
        return isPlain(text) && !text.contains(":") ? text : quoted(text);
    }

    /// What JSON leaves as it is and YAML takes for the end of a line is escaped as well.
    private static String quoted(String text) {
        StringBuilder escaped = new StringBuilder();
        for (char c : TextNode.valueOf(text).toString().toCharArray()) {
            boolean strange = (c >= 0x7F && c <= 0xA0) || c == 0x2028 || c == 0x2029 || c == 0xFEFF;
            escaped.append(strange ? "\\u%04x".formatted((int) c) : c);
        }
        return escaped.toString();
    }

    private void indent(int columns) {
        out.repeat(' ', columns);
    }
}

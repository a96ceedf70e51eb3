package io.fairlead.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/// What is written means, when it is read by Kubernetes' rules, what it was.
class YamlWriterTest {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> WORDS =
            List.of(
                    "",
                    " ",
                    "a",
                    "yes",
                    "no",
                    "on",
                    "y",
                    "null",
                    "~",
                    "true",
                    "1",
                    "0644",
                    "1e3",
                    "0x1F",
                    "1_000",
                    ".5",
                    ".inf",
                    "-",
                    "- a",
                    "-a",
                    "?",
                    ":",
                    "a: b",
                    "a:b",
                    "a:",
                    "a #b",
                    "#",
                    "&a",
                    "*a",
                    "!a",
                    "|",
                    ">",
                    "%a",
                    "@a",
                    "`a",
                    "'",
                    "\"",
                    "{}",
                    "[]",
                    "a\nb",
                    "a\nb\n",
                    "\na",
                    "a\n\nb\n",
                    "a\n\n",
                    " a\n",
                    "a \nb",
                    "a\tb",
                    "\ta\nb",
                    "a\n  b\nc",
                    "a\r\nb",
                    "\u0085",
                    "\u2028",
                    "\uFEFF",
                    "\u0000",
                    "é",
                    "😀",
                    "---",
                    "... a",
                    "--- a\nb",
                    "<<",
                    "=",
                    "$(A)",
                    "a b",
                    "a  b",
                    "a ",
                    "/x");

    @Test
    void allWords() {
        for (String word : WORDS) {
            ObjectNode document = JSON.objectNode();
            document.put("key", word);
            document.putArray("list").add(word).add(word);
            document.putObject("object").put(word.isEmpty() ? "empty" : word, word);
            assertThat(read(YamlWriter.write(document))).as(word).isEqualTo(document);
        }
    }

    @Test
    void anyDocument() {
        long seed = Long.getLong("seed", System.nanoTime());
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        for (int i = 0; i < 300; i++) {
            ObjectNode document = JSON.objectNode();
            document.set("a", node(random, 4));
            String written = YamlWriter.write(document);
            assertThat(read(written)).as("seed=%d%n%s", seed, written).isEqualTo(document);
        }
    }

    private static JsonNode node(RandomGenerator random, int depth) {
        return switch (random.nextInt(depth == 0 ? 3 : 5)) {
            case 0 -> JSON.numberNode(random.nextInt(-1000, 1000));
            case 1 -> JSON.booleanNode(random.nextBoolean());
            case 2 -> JSON.textNode(WORDS.get(random.nextInt(WORDS.size())));
            case 3 -> {
                ArrayNode array = JSON.arrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(node(random, depth - 1));
                }
                yield array;
            }
            default -> {
                ObjectNode object = JSON.objectNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    object.set(WORDS.get(random.nextInt(WORDS.size())), node(random, depth - 1));
                }
                yield object;
            }
        };
    }

    private static JsonNode read(String text) {
        Documents read = Documents.read("written", text, Limits.DEFAULT);
        assertThat(read.problems()).as(text).isEmpty();
        return read.values().getFirst();
    }
}

package io.fairlead.minicluster.api.cel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import io.fairlead.minicluster.api.schema.Schema;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// JSON as values of expressions. A field without a value isn't there.
final class CelValues {

    /// Words of the language, which a rule writes with `__` around them.
    private static final Set<String> RESERVED =
            Set.of(
                    ("true false null in as break const continue else for function"
                                    + " if import let loop package namespace return var void while")
                            .split(" "));

    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(h|ms|m|s|us|µs|ns)");

    private static final Schema NONE = new Schema(MissingNode.getInstance(), Map.of());

    private CelValues() {}

    /// Of no schema.
    static Object of(JsonNode node) {
        return of(node, NONE);
    }

    /// Of a schema: times are times, and the names of its properties are written as rules write them.
    static Object of(JsonNode node, Schema schema) {
        return switch (node) {
            case ObjectNode map -> {
                Map<Object, Object> values = new HashMap<>();
                map.properties()
                        .forEach(entry -> {
                            String name = entry.getKey();
                            if (!entry.getValue().isNull()) {
                                values.put(
                                        schema.declares(name) ? escaped(name) : name,
                                        of(entry.getValue(), schema.property(name)));
                            }
                        });
                yield values;
            }
            case ArrayNode list -> {
                List<Object> values = new ArrayList<>();
                list.forEach(item -> values.add(of(item, schema.items())));
                yield values;
            }
            default -> scalar(node, schema.node());
        };
    }

    private static Object scalar(JsonNode node, JsonNode schema) {
        return switch (node.getNodeType()) {
            case BOOLEAN -> node.booleanValue();
            case NUMBER ->
                    node.isIntegralNumber()
                                    && node.canConvertToLong()
                                    && !schema.path("type").asText().equals("number")
                            ? (Object) node.longValue()
                            : (Object) node.doubleValue();
            case STRING -> formatted(node.asText(), schema.path("format").asText());
            default -> NullValue.NULL_VALUE;
        };
    }

    private static Object formatted(String text, String format) {
        try {
            return switch (format) {
                case "date-time" -> Instant.parse(text);
                case "date" -> LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
                case "duration" -> duration(text);
                case "byte" -> CelByteString.of(Base64.getDecoder().decode(text));
                default -> text;
            };
        } catch (DateTimeException | IllegalArgumentException _) {
            return text;
        }
    }

    /// As Go writes it: `1h30m`, `1.5s`.
    private static Duration duration(String text) {
        if (!text.matches("-?(%s)+".formatted(PART))) {
            throw new IllegalArgumentException(text);
        }
        BigDecimal nanos =
                PART.matcher(text)
                        .results()
                        .map(part -> new BigDecimal(part.group(1)).multiply(unit(part.group(2))))
                        .reduce(BigDecimal.ZERO, BigDecimal::add);
        Duration duration = Duration.ofNanos(nanos.longValue());
        return text.startsWith("-") ? duration.negated() : duration;
    }

    private static BigDecimal unit(String name) {
        return BigDecimal.valueOf(
                switch (name) {
                    case "h" -> 3_600_000_000_000L;
                    case "m" -> 60_000_000_000L;
                    case "s" -> 1_000_000_000L;
                    case "ms" -> 1_000_000L;
                    case "ns" -> 1L;
                    default -> 1_000L;
                });
    }

    private static String escaped(String name) {
        return RESERVED.contains(name)
                ? "__" + name + "__"
                : name.replace("__", "__underscores__")
                        .replace(".", "__dot__")
                        .replace("-", "__dash__")
                        .replace("/", "__slash__");
    }
}

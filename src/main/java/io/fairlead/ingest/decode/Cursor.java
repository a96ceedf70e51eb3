package io.fairlead.ingest.decode;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads the fields of one mapping whose shape a [SchemaCheck] has looked at. A value of the wrong type was reported
/// there; here it reads as absent.
record Cursor(Tree.Mapping mapping, String path) {

    boolean has(String name) {
        return mapping.entries().containsKey(name);
    }

    String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    int lineOf(String name) {
        Tree.Entry entry = mapping.entries().get(name);
        return entry == null ? mapping.line() : entry.line();
    }

    /// Empty when absent.
    String text(String name) {
        return mapping.get(name) instanceof Tree.Scalar scalar ? scalar.text() : "";
    }

    int integer(String name, int otherwise) {
        Integer value = integer(name);
        return value == null ? otherwise : value;
    }

    @Nullable Integer integer(String name) {
        Long value = longValue(name);
        return value == null
                ? null
                : (int) Math.min(Math.max(value, Integer.MIN_VALUE), Integer.MAX_VALUE);
    }

    @Nullable Long longValue(String name) {
        Double value = number(name);
        return value == null ? null : value.longValue();
    }

    @Nullable Double number(String name) {
        if (!(mapping.get(name) instanceof Tree.Scalar scalar)
                || scalar.type() == Tree.Type.STRING) {
            return null;
        }
        BigDecimal value = WordCheck.number(scalar.text());
        return value == null ? null : value.doubleValue();
    }

    boolean flag(String name) {
        return Boolean.TRUE.equals(maybe(name));
    }

    @Nullable Boolean maybe(String name) {
        if (mapping.get(name) instanceof Tree.Scalar scalar && scalar.type() == Tree.Type.BOOL) {
            return Boolean.valueOf(scalar.text());
        }
        return null;
    }

    @Nullable Duration duration(String name) {
        return has(name) ? Durations.parse(text(name)) : null;
    }

    @Nullable Cursor child(String name) {
        return mapping.get(name) instanceof Tree.Mapping child ? new Cursor(child, at(name)) : null;
    }

    /// The mappings of a list; empty when absent.
    List<Cursor> list(String name) {
        List<Cursor> list = new ArrayList<>();
        if (mapping.get(name) instanceof Tree.Sequence sequence) {
            for (int i = 0; i < sequence.items().size(); i++) {
                if (sequence.items().get(i) instanceof Tree.Mapping item) {
                    list.add(new Cursor(item, at(name) + "[" + i + "]"));
                }
            }
        }
        return list;
    }

    /// The words of a list; empty when absent.
    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        if (mapping.get(name) instanceof Tree.Sequence sequence) {
            for (Tree item : sequence.items()) {
                if (item instanceof Tree.Scalar scalar) {
                    texts.add(scalar.text());
                }
            }
        }
        return texts;
    }

    /// A mapping of words; empty when absent.
    SortedMap<String, String> textMap(String name) {
        SortedMap<String, String> map = new TreeMap<>();
        if (mapping.get(name) instanceof Tree.Mapping child) {
            child.entries()
                    .forEach((key, entry) -> {
                        if (entry.value() instanceof Tree.Scalar scalar) {
                            map.put(key, scalar.text());
                        }
                    });
        }
        return map;
    }

    /// A mapping of mappings; empty when absent.
    SortedMap<String, Cursor> map(String name) {
        SortedMap<String, Cursor> map = new TreeMap<>();
        if (mapping.get(name) instanceof Tree.Mapping child) {
            child.entries()
                    .forEach((key, entry) -> {
                        if (entry.value() instanceof Tree.Mapping item) {
                            map.put(key, new Cursor(item, at(name) + "[" + key + "]"));
                        }
                    });
        }
        return map;
    }
}

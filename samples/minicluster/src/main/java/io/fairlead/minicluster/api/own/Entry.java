package io.fairlead.minicluster.api.own;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One owner of fields: an entry of `metadata.managedFields`.
///
/// @param operation [#APPLY] or [#UPDATE]
/// @param subresource empty for the object itself
/// @param time of the last change to the entry or the values of its fields
record Entry(
        String manager,
        String operation,
        String apiVersion,
        String subresource,
        String time,
        FieldSet fields) {

    static final String APPLY = "Apply";
    static final String UPDATE = "Update";

    private static final String FORM = "FieldsV1";
    private static final ObjectNode END = JsonNodeFactory.instance.objectNode();
    private static final String OLD = "ancient-changes";

    /// So many entries of updates stand by themselves; the oldest are put together.
    private static final int UPDATES_MAX = 10;

    /// The same owner, whatever it owns?
    boolean isSameOwner(Entry other) {
        return manager.equals(other.manager)
                && operation.equals(other.operation)
                && subresource.equals(other.subresource)
                && (operation.equals(APPLY) || apiVersion.equals(other.apiVersion));
    }

    Entry with(FieldSet now) {
        return new Entry(manager, operation, apiVersion, subresource, time, now);
    }

    /// As messages name it.
    String name() {
        return "\"%s\"%s%s"
                .formatted(
                        manager,
                        subresource.isEmpty() ? "" : " with subresource \"" + subresource + "\"",
                        operation.equals(UPDATE) ? " using " + apiVersion : "");
    }

    /// Reads a list of entries.
    ///
    /// @return null where it isn't one
    static @Nullable List<Entry> parse(JsonNode list) {
        List<Entry> entries = new ArrayList<>();
        for (JsonNode one : list) {
            @Nullable FieldSet fields = FieldSet.parse(one.path("fieldsV1"));
            if (fields == null || !one.path("fieldsType").asText().equals(FORM)) {
                return null;
            }
            entries.add(
                    new Entry(
                            one.path("manager").asText(""),
                            one.path("operation").asText(""),
                            one.path("apiVersion").asText(""),
                            one.path("subresource").asText(""),
                            one.path("time").asText(""),
                            fields));
        }
        return entries;
    }

    /// Those that own something, in the order in which they are shown.
    static ArrayNode write(Collection<Entry> entries) {
        List<Entry> all =
                new ArrayList<>(entries.stream().filter(one -> !one.fields().isEmpty()).toList());
        all.sort(
                Comparator.comparing(Entry::operation)
                        .thenComparing(Entry::time)
                        .thenComparing(Entry::manager));
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Entry entry : bounded(all)) {
            ObjectNode node = list.addObject();
            node.put("manager", entry.manager()).put("operation", entry.operation());
            node.put("apiVersion", entry.apiVersion());
            if (!entry.time().isEmpty()) {
                node.put("time", entry.time());
            }
            node.put("fieldsType", FORM).set("fieldsV1", shared(entry.fields().tree()));
            if (!entry.subresource().isEmpty()) {
                node.put("subresource", entry.subresource());
            }
        }
        return list;
    }

    /// With one and the same end of all paths: each object has hundreds of them, and nobody changes what is stored.
    private static ObjectNode shared(ObjectNode tree) {
        if (tree.isEmpty()) {
            return END;
        }
        ObjectNode copy = tree.objectNode();
        tree.properties()
                .forEach(entry -> copy.set(entry.getKey(), shared((ObjectNode) entry.getValue())));
        return copy;
    }

    private static List<Entry> bounded(List<Entry> sorted) {
        int first = 0;
        while (first < sorted.size() && sorted.get(first).operation().equals(APPLY)) {
            first++;
        }
        while (sorted.size() - first > UPDATES_MAX) {
            Entry oldest = sorted.remove(first);
            Entry next = sorted.get(first);
            sorted.set(
                    first,
                    new Entry(
                            OLD,
                            UPDATE,
                            next.apiVersion(),
                            "",
                            next.time(),
                            oldest.fields().and(next.fields())));
        }
        return sorted;
    }
}

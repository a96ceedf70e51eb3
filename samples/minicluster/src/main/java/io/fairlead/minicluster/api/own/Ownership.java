package io.fairlead.minicluster.api.own;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.model.Meta;
import io.fairlead.minicluster.api.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Keeps who owns which field while one manager writes.
///
/// - Who updates an object owns what changed, and takes it from others.
/// - Who applies owns what the text says. Where that changes what another manager owns it is a conflict, unless it is
///   forced. What the manager applied before and doesn't any more goes, unless somebody else owns it too.
///
/// The rules are those of Kubernetes' server-side apply (kubernetes.io/docs/reference/using-api/server-side-apply).
public final class Ownership {

    private static final String OWNERS = "managedFields";

    private final Schema schema;
    private final Writer writer;

    /// Which fields a request can change.
    public enum Part {
        ALL,
        ALL_BUT_STATUS,
        STATUS;

        private FieldSet of(FieldSet all) {
            return switch (this) {
                case ALL -> all;
                case ALL_BUT_STATUS -> all.without(FieldSet.field("status"));
                case STATUS -> all.only(FieldSet.field("status"));
            };
        }
    }

    /// Who writes.
    ///
    /// @param manager as the sender calls itself
    /// @param time now
    public record Writer(
            String manager, String apiVersion, String subresource, Part part, String time) {}

    /// Fields that others own, by the names of these.
    public static final class Conflict extends RuntimeException {

        private static final long serialVersionUID = 1;
        private final transient Map<String, List<String>> fields;

        private Conflict(Map<String, List<String>> fields) {
            super("fields of others: " + fields);
            this.fields = fields;
        }

        /// Paths such as `.spec.replicas` by names such as `"kubectl-edit" using apps/v1`.
        public Map<String, List<String>> fields() {
            return fields;
        }
    }

    public Ownership(Schema schema, Writer writer) {
        this.schema = schema;
        this.writer = writer;
    }

    /// Notes in an object who owns what after an update.
    ///
    /// @param old what was there; null where the object is new
    /// @param next what is there now; what its sender said of owners counts where it can be read
    public void written(@Nullable ObjectNode old, ObjectNode next) {
        FieldSet changed = writer.part().of(Fields.changed(old, next, schema));
        FieldSet gone = old == null ? FieldSet.EMPTY : Fields.gone(old, next, schema);
        Entry mine = entry(Entry.UPDATE, FieldSet.EMPTY);
        List<Entry> entries = new ArrayList<>();
        for (Entry entry : known(old, next)) {
            if (entry.isSameOwner(mine)) {
                FieldSet kept = entry.fields().minus(gone);
                boolean same = changed.isEmpty() && kept.equals(entry.fields());
                mine = same ? entry : mine.with(kept);
            } else {
                entries.add(entry.with(entry.fields().minus(changed).minus(gone)));
            }
        }
        entries.add(mine.with(mine.fields().and(changed)));
        note(next, entries);
    }

    /// The object with what somebody applies, and its owners.
    ///
    /// @param live null where there is no object yet
    /// @throws Conflict where it isn't forced
    public ObjectNode applied(@Nullable ObjectNode live, ObjectNode config, boolean force) {
        FieldSet wanted = writer.part().of(Fields.of(config, schema));
        List<Entry> others = new ArrayList<>(live == null ? List.of() : read(live));
        Entry mine = entry(Entry.APPLY, wanted);
        FieldSet before = FieldSet.EMPTY;
        for (Entry entry : List.copyOf(others)) {
            if (entry.isSameOwner(mine)) {
                others.remove(entry);
                before = entry.fields();
                mine = before.equals(wanted) ? entry : mine;
            }
        }
        ObjectNode merged =
                live == null ? config.deepCopy() : (ObjectNode) Merging.merge(live, config, schema);
        others = withoutTaken(others, Fields.changed(live, merged, schema), force);
        FieldSet kept = FieldSet.EMPTY;
        for (Entry entry : others) {
            kept = kept.and(entry.fields());
        }
        Merging.remove(merged, before.minus(wanted), kept, schema);
        others.add(mine);
        note(merged, others);
        return merged;
    }

    private static List<Entry> withoutTaken(List<Entry> others, FieldSet changed, boolean force) {
        Map<String, List<String>> conflicts = new TreeMap<>();
        List<Entry> left = new ArrayList<>();
        for (Entry entry : others) {
            FieldSet taken = entry.fields().common(changed);
            if (!taken.isEmpty()) {
                conflicts.put(entry.name(), taken.paths());
            }
            left.add(entry.with(entry.fields().minus(taken)));
        }
        if (!conflicts.isEmpty() && !force) {
            throw new Conflict(conflicts);
        }
        return left;
    }

    private Entry entry(String operation, FieldSet fields) {
        return new Entry(
                writer.manager(),
                operation,
                writer.apiVersion(),
                writer.subresource(),
                writer.time(),
                fields);
    }

    private static List<Entry> known(@Nullable ObjectNode old, ObjectNode next) {
        var sent = next.path("metadata").path(OWNERS);
        if (sent.size() == 1 && sent.path(0).isEmpty()) {
            // Asks for forgetting them all.
            return List.of();
        }
        @Nullable List<Entry> read = sent.isEmpty() ? null : Entry.parse(sent);
        return read != null ? read : old == null ? List.of() : read(old);
    }

    private static List<Entry> read(ObjectNode object) {
        @Nullable List<Entry> read = Entry.parse(object.path("metadata").path(OWNERS));
        return read == null ? List.of() : read;
    }

    private static void note(ObjectNode object, List<Entry> entries) {
        ObjectNode meta = Meta.of(object).node();
        var list = Entry.write(entries);
        if (list.isEmpty()) {
            meta.remove(OWNERS);
        } else {
            meta.set(OWNERS, list);
        }
    }
}

package io.fairlead.minicluster.api.own;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fairlead.minicluster.api.own.Ownership.Part;
import io.fairlead.minicluster.api.own.Ownership.Writer;
import io.fairlead.minicluster.api.schema.Schema;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OwnershipTest {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final String UPDATED = "\"edit\" using v1";

    /// Labels in parts, a selector as a whole, items by two keys of which one has a default, a set, a plain list.
    private static final Schema SCHEMA =
            new Schema(
                    yaml(
                            """
                            properties:
                              metadata: {properties: {labels: {additionalProperties: {}}}}
                              spec:
                                properties:
                                  size: {}
                                  selector: {x-kubernetes-map-type: atomic, additionalProperties: {}}
                                  args: {items: {}}
                                  tags: {x-kubernetes-list-type: set, items: {}}
                                  ports:
                                    x-kubernetes-list-type: map
                                    x-kubernetes-list-map-keys: [port, protocol]
                                    items: {properties: {port: {}, protocol: {default: TCP}, name: {}, node: {}}}
                              status: {properties: {seen: {}}}
                            """),
                    Map.of());

    @Test
    void whoAppliesOwnsWhatTheTextSays() {
        ObjectNode made =
                apply("a", null, "{spec: {size: 1, args: [x], ports: [{port: 80, name: web}]}}");
        assertThat(owned(made, "a"))
                .containsExactlyInAnyOrder(
                        ".spec.size",
                        ".spec.args",
                        ".spec.ports[port=80,protocol=\"TCP\"]",
                        ".spec.ports[port=80,protocol=\"TCP\"].port",
                        ".spec.ports[port=80,protocol=\"TCP\"].name");
    }

    @Test
    void whatIsNotAppliedAnyMoreGoes() {
        ObjectNode made = apply("a", null, "{metadata: {labels: {x: 1, y: 2}}, spec: {size: 1}}");
        ObjectNode next = apply("a", made, "{metadata: {labels: {x: 1}}}");
        assertThat(next.path("metadata").path("labels")).isEqualTo(yaml("{x: 1}"));
        assertThat(next.has("spec")).isFalse();
    }

    @Test
    void whatSomebodyElseOwnsTooStays() {
        ObjectNode made = apply("a", null, "{metadata: {labels: {x: 1, y: 2}}}");
        ObjectNode both = apply("b", made, "{metadata: {labels: {y: 2}}}");
        ObjectNode next = apply("a", both, "{metadata: {labels: {x: 1}}}");
        assertThat(next.path("metadata").path("labels")).isEqualTo(yaml("{x: 1, y: 2}"));
        assertThat(owned(next, "b")).containsExactlyInAnyOrder(".metadata.labels.y");
    }

    @Test
    void anotherValueThanTheOwnersIsAConflict() {
        ObjectNode made = apply("a", null, "{spec: {size: 1, args: [x]}}");
        assertThatThrownBy(() -> apply("b", made, "{spec: {size: 2, args: [x]}}"))
                .isInstanceOfSatisfying(
                        Ownership.Conflict.class,
                        conflict ->
                                assertThat(conflict.fields())
                                        .isEqualTo(Map.of("\"a\"", List.of(".spec.size"))));
    }

    @Test
    void aForcedConflictTakesTheField() {
        ObjectNode made = apply("a", null, "{spec: {size: 1, args: [x]}}");
        ObjectNode next = force("b", made, "{spec: {size: 2}}");
        assertThat(next.path("spec")).isEqualTo(yaml("{size: 2, args: [x]}"));
        assertThat(owned(next, "a")).containsExactly(".spec.args");
        assertThat(owned(next, "b")).containsExactly(".spec.size");
    }

    @Test
    void anUpdateTakesWhatItChangesAndNothingElse() {
        ObjectNode made = apply("a", null, "{spec: {size: 1, args: [x], selector: {p: q}}}");
        ObjectNode next = update(made, "{spec: {size: 2, args: [x]}}");
        assertThat(owned(next, "a")).containsExactly(".spec.args");
        assertThat(owned(next, "edit")).containsExactly(".spec.size");
        assertThatThrownBy(() -> apply("a", next, "{spec: {size: 1, args: [x]}}"))
                .isInstanceOfSatisfying(
                        Ownership.Conflict.class,
                        conflict -> assertThat(conflict.fields()).containsOnlyKeys(UPDATED));
    }

    @Test
    void whatItSaysAgainWithTheSameValueIsOwnedByBoth() {
        ObjectNode made = update(null, "{spec: {size: 1}}");
        ObjectNode next = apply("a", made, "{spec: {size: 1}}");
        assertThat(owned(next, "a")).containsExactly(".spec.size");
        assertThat(owned(next, "edit")).containsExactly(".spec.size");
        assertThat(apply("a", next, "{spec: {size: 1}}")).as("nothing new").isEqualTo(next);
    }

    @Test
    void aSelectorIsOneValueAndLabelsAreNot() {
        ObjectNode made =
                update(
                        null,
                        "{metadata: {labels: {x: 1}}, spec: {selector: {p: q}, args: [x, y]}}");
        ObjectNode next =
                force(
                        "a",
                        made,
                        "{metadata: {labels: {z: 3}}, spec: {selector: {r: s}, args: [z]}}");
        assertThat(next.path("metadata").path("labels")).isEqualTo(yaml("{x: 1, z: 3}"));
        assertThat(next.path("spec")).isEqualTo(yaml("{selector: {r: s}, args: [z]}"));
    }

    @Test
    void itemsAreKnownByTheirKeysAndADefaultIsOneOfThem() {
        ObjectNode made =
                update(
                        null,
                        "{spec: {ports: [{port: 1}, {port: 80, protocol: TCP, node: 5}, {port: 2}]}}");
        ObjectNode next = apply("a", made, "{spec: {ports: [{port: 80, name: web}, {port: 90}]}}");
        assertThat(next.path("spec").path("ports"))
                .isEqualTo(
                        yaml(
                                "[{port: 1}, {port: 80, protocol: TCP, node: 5, name: web}, {port: 2}, {port: 90}]"));
        ObjectNode last = apply("a", next, "{spec: {ports: [{port: 80}]}}");
        assertThat(last.path("spec").path("ports"))
                .as("its own item goes, and its own field of another's item")
                .isEqualTo(yaml("[{port: 1}, {port: 80, protocol: TCP, node: 5}, {port: 2}]"));
    }

    @Test
    void setsGrowAndShrinkByTheirMembers() {
        ObjectNode made = apply("a", null, "{spec: {tags: [x, y]}}");
        ObjectNode both = apply("b", made, "{spec: {tags: [y, z]}}");
        assertThat(both.path("spec").path("tags")).isEqualTo(yaml("[x, y, z]"));
        ObjectNode next = apply("a", both, "{spec: {size: 1}}");
        assertThat(next.path("spec").path("tags")).isEqualTo(yaml("[y, z]"));
    }

    @Test
    void thatWhichAReaderSendsBackCounts() {
        ObjectNode made = apply("a", null, "{spec: {size: 1}}");
        ObjectNode sent = made.deepCopy();
        ((ObjectNode) sent.path("metadata")).set("managedFields", yaml("[{}]"));
        assertThat(update(made, sent.toString()).path("metadata").has("managedFields"))
                .as("all forgotten")
                .isFalse();
        ((ObjectNode) sent.path("metadata")).set("managedFields", yaml("[{fieldsType: Other}]"));
        assertThat(owned(update(made, sent.toString()), "a")).as("unreadable").isNotEmpty();
    }

    @Test
    void theStatusIsNobodysWhoWritesTheObject() {
        ObjectNode made =
                apply("a", null, "{spec: {size: 1}, status: {seen: 1}}", Part.ALL_BUT_STATUS);
        assertThat(owned(made, "a")).containsExactly(".spec.size");
        ObjectNode next = made.deepCopy();
        next.putObject("status").put("seen", 2);
        new Ownership(SCHEMA, new Writer("ctl", "v1", "status", Part.STATUS, "t"))
                .written(made, next);
        assertThat(owned(next, "ctl")).containsExactly(".status.seen");
    }

    @Test
    void manyUpdatersDoNotMakeTheListLong() {
        ObjectNode object = update(null, "{spec: {size: 0}}");
        for (int i = 1; i < 40; i++) {
            ObjectNode next = object.deepCopy();
            next.withObject("/metadata/labels").put("l" + i, i);
            new Ownership(SCHEMA, new Writer("m" + i, "v1", "", Part.ALL, "t%02d".formatted(i)))
                    .written(object, next);
            object = next;
        }
        JsonNode owners = object.path("metadata").path("managedFields");
        assertThat(owners).hasSize(10);
        assertThat(owners.findValuesAsText("manager")).contains("ancient-changes", "m39");
    }

    /// Whatever some managers apply in whatever order, by force: what a manager applied last and nobody took is there
    /// with its value, and what nobody applies is gone.
    @Test
    void randomManagersGetWhatTheyApply() {
        Random random = new Random(7);
        for (int run = 0; run < 300; run++) {
            @Nullable ObjectNode object = null;
            for (int step = 0; step < 12; step++) {
                String config = config(random);
                String manager = "m" + random.nextInt(3);
                object = force(manager, object, config);
                ObjectNode applied = (ObjectNode) yaml(config);
                assertThat(force(manager, object, config)).as("idempotent").isEqualTo(object);
                assertThat(Merging.merge(object, applied, SCHEMA))
                        .as("%s of %s", config, manager)
                        .isEqualTo(object);
                FieldSet everybody = FieldSet.EMPTY;
                for (JsonNode one : object.path("metadata").path("managedFields")) {
                    everybody =
                            everybody.and(
                                    java.util.Objects.requireNonNull(
                                            FieldSet.parse(one.path("fieldsV1"))));
                }
                assertThat(Fields.of(object, SCHEMA).minus(everybody).paths())
                        .as("fields of nobody after %s", config)
                        .isEmpty();
            }
        }
    }

    private static String config(Random random) {
        StringBuilder spec = new StringBuilder("size: " + random.nextInt(2));
        if (random.nextBoolean()) {
            spec.append(", tags: [").append(random.nextBoolean() ? "x" : "y, z").append(']');
        }
        if (random.nextBoolean()) {
            spec.append(", selector: {k%d: v}".formatted(random.nextInt(2)));
        }
        if (random.nextBoolean()) {
            spec.append(
                    ", ports: [{port: %d, protocol: TCP, name: n%d}]"
                            .formatted(random.nextInt(3), random.nextInt(2)));
        }
        return "{metadata: {labels: {l%d: v%d}}, spec: {%s}}"
                .formatted(random.nextInt(3), random.nextInt(2), spec);
    }

    private static ObjectNode apply(String manager, @Nullable ObjectNode live, String config) {
        return apply(manager, live, config, Part.ALL);
    }

    private static ObjectNode apply(
            String manager, @Nullable ObjectNode live, String config, Part part) {
        return new Ownership(SCHEMA, new Writer(manager, "v1", "", part, "t"))
                .applied(live, (ObjectNode) yaml(config), false);
    }

    private static ObjectNode force(String manager, @Nullable ObjectNode live, String config) {
        return new Ownership(SCHEMA, new Writer(manager, "v1", "", Part.ALL, "t"))
                .applied(live, (ObjectNode) yaml(config), true);
    }

    private static ObjectNode update(@Nullable ObjectNode old, String text) {
        ObjectNode next = (ObjectNode) yaml(text);
        new Ownership(SCHEMA, new Writer("edit", "v1", "", Part.ALL, "t")).written(old, next);
        return next;
    }

    private static List<String> owned(ObjectNode object, String manager) {
        for (JsonNode one : object.path("metadata").path("managedFields")) {
            if (one.path("manager").asText().equals(manager)) {
                return java.util.Objects.requireNonNull(FieldSet.parse(one.path("fieldsV1")))
                        .paths();
            }
        }
        return List.of();
    }

    private static JsonNode yaml(String text) {
        try {
            return YAML.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}

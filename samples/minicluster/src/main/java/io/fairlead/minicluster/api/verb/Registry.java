package io.fairlead.minicluster.api.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.kind.BuiltIns;
import io.fairlead.minicluster.api.model.ResourceType;
import io.fairlead.minicluster.api.model.ResourceType.Naming;
import io.fairlead.minicluster.api.schema.ModelSchemas;
import io.fairlead.minicluster.api.schema.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// All types that are served now: the built-in kinds, and those of CustomResourceDefinitions. Immutable.
public final class Registry {

    private static final String META = "#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.";

    private final List<Served> served;
    private final Map<String, ObjectNode> schemas;

    private Registry(List<Served> served, Map<String, ObjectNode> schemas) {
        this.served = List.copyOf(served);
        this.schemas = Map.copyOf(schemas);
    }

    /// The built-in kinds only.
    public static Registry builtIn() {
        ModelSchemas models = BuiltIns.schemas();
        Map<String, ObjectNode> schemas = models.definitions();
        List<Served> served = new ArrayList<>();
        for (BuiltIns.BuiltIn one : BuiltIns.all()) {
            String name = models.add(one.model());
            served.add(
                    new Served(
                            one.type(),
                            name,
                            new Schema(schemas.getOrDefault(name, object()), schemas),
                            MissingNode.getInstance()));
        }
        return new Registry(served, schemas);
    }

    /// The built-in kinds of this registry, and those of these definitions.
    public Registry with(Iterable<ObjectNode> crds) {
        List<Served> all =
                new ArrayList<>(served.stream().filter(s -> !s.type().custom()).toList());
        Map<String, ObjectNode> known = new TreeMap<>(schemas);
        for (ObjectNode crd : crds) {
            for (JsonNode version : crd.path("spec").path("versions")) {
                if (version.path("served").asBoolean()) {
                    add(crd.path("spec"), version, all, known);
                }
            }
        }
        return new Registry(all, known);
    }

    private static void add(
            JsonNode spec, JsonNode version, List<Served> all, Map<String, ObjectNode> known) {
        JsonNode names = spec.path("names");
        Set<String> subresources = new HashSet<>();
        version.path("subresources").fieldNames().forEachRemaining(subresources::add);
        ResourceType type =
                new ResourceType(
                        spec.path("group").asText(),
                        version.path("name").asText(),
                        new Naming(
                                names.path("kind").asText(),
                                names.path("plural").asText(),
                                names.path("singular").asText(),
                                texts(names.path("shortNames")),
                                texts(names.path("categories"))),
                        spec.path("scope").asText().equals("Namespaced"),
                        subresources,
                        true);
        ObjectNode schema =
                version.path("schema").path("openAPIV3Schema") instanceof ObjectNode declared
                        ? declared.deepCopy()
                        : object();
        ObjectNode properties = schema.withObjectProperty("properties");
        properties.putObject("apiVersion").put("type", "string");
        properties.putObject("kind").put("type", "string");
        properties.putObject("metadata").put("$ref", META + "ObjectMeta");
        List<String> reversed = new ArrayList<>(List.of(type.group().split("\\.")));
        java.util.Collections.reverse(reversed);
        String name = String.join(".", reversed) + "." + type.version() + "." + type.kind();
        known.put(name, schema);
        all.add(new Served(type, name, new Schema(schema, known), version));
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(one -> texts.add(one.asText()));
        return texts;
    }

    private static ObjectNode object() {
        return com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
    }

    public List<Served> all() {
        return served;
    }

    /// The schemas of all types, by name.
    public Map<String, ObjectNode> schemas() {
        return schemas;
    }

    /// The type of this name in this version.
    public Optional<Served> find(String group, String version, String plural) {
        return served.stream()
                .filter(s -> s.type().is(group, plural) && s.type().version().equals(version))
                .findFirst();
    }

    /// The type in all versions that it is served in.
    public List<Served> versions(ResourceType type) {
        return served.stream().filter(s -> s.type().is(type.group(), type.plural())).toList();
    }

    /// Groups with their versions; the preferred version comes first.
    public Map<String, List<String>> groups() {
        Map<String, List<String>> groups = new TreeMap<>();
        for (Served one : served) {
            List<String> versions =
                    groups.computeIfAbsent(one.type().group(), _ -> new ArrayList<>());
            if (!versions.contains(one.type().version())) {
                versions.add(one.type().version());
            }
        }
        groups.values().forEach(versions -> versions.sort(Versions.BEST_FIRST));
        return groups;
    }
}

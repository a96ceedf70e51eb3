package io.fairlead.minicluster.api.schema;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.Quantity;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/// Schemas of the model classes of a client library, with references between them, under the names that Kubernetes
/// gives them. What the classes don't say (keys of merged lists, a line of description) stands in two tables.
public final class ModelSchemas {

    private static final String MODEL = "io.fabric8.kubernetes.api.model";
    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";

    /// Kinds of metadata that Kubernetes keeps in a package of their own.
    private static final List<String> META_KINDS =
            List.of(
                    "ObjectMeta",
                    "OwnerReference",
                    "ManagedFieldsEntry",
                    "FieldsV1",
                    "LabelSelector",
                    "LabelSelectorRequirement",
                    "ListMeta",
                    "MicroTime");

    private final Properties merges;
    private final Properties descriptions;
    private final SortedMap<String, ObjectNode> definitions = new TreeMap<>();

    /// @param merges `Type.field=key,…`, empty for lists of texts; `Type@atomic` and `Type.field@atomic` for maps that
    ///     nobody owns in parts; `Type.field@default=text`
    /// @param descriptions `Type=…` and `Type.field=…`
    public ModelSchemas(Properties merges, Properties descriptions) {
        this.merges = merges;
        this.descriptions = descriptions;
    }

    /// Adds a class and all that it refers to; gives the name of its schema.
    public String add(Class<?> type) {
        String name = nameOf(type);
        if (!definitions.containsKey(name)) {
            ObjectNode schema = object().put("type", "object");
            describe(schema, type.getSimpleName());
            owned(schema, type.getSimpleName());
            definitions.put(name, schema);
            ObjectNode properties = schema.putObject("properties");
            for (Field field : type.getDeclaredFields()) {
                JsonProperty property = field.getAnnotation(JsonProperty.class);
                if (property != null) {
                    properties.set(
                            property.value(),
                            field(type, property.value(), field.getGenericType()));
                }
            }
        }
        return name;
    }

    /// All schemas by name.
    public SortedMap<String, ObjectNode> definitions() {
        return Collections.unmodifiableSortedMap(definitions);
    }

    private ObjectNode field(Class<?> owner, String name, Type type) {
        ObjectNode schema = schema(type);
        String path = owner.getSimpleName() + "." + name;
        if (merges.containsKey(path)) {
            merged(schema, merges.getProperty(path));
        }
        owned(schema, path);
        if (merges.containsKey(path + "@default")) {
            schema.put("default", merges.getProperty(path + "@default"));
        }
        describe(schema, path);
        if (!schema.has("description") && descriptions.containsKey("*." + name)) {
            schema.put("description", descriptions.getProperty("*." + name));
        }
        return schema;
    }

    /// How a list is merged by patches, and owned by those who apply it.
    private static void merged(ObjectNode schema, String keys) {
        schema.put("x-kubernetes-patch-strategy", "merge");
        if (keys.isEmpty()) {
            schema.put("x-kubernetes-list-type", "set");
            return;
        }
        List<String> names = List.of(keys.split(","));
        schema.put("x-kubernetes-patch-merge-key", names.getFirst());
        schema.put("x-kubernetes-list-type", "map");
        names.forEach(schema.putArray("x-kubernetes-list-map-keys")::add);
    }

    private void owned(ObjectNode schema, String path) {
        if (merges.containsKey(path + "@atomic")) {
            schema.put("x-kubernetes-map-type", "atomic");
        }
    }

    private void describe(ObjectNode schema, String path) {
        if (descriptions.containsKey(path)) {
            schema.put("description", descriptions.getProperty(path));
        }
    }

    private ObjectNode schema(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == Map.class
                    ? holder("object", "additionalProperties", schema(arguments[1]))
                    : holder("array", "items", schema(arguments[0]));
        }
        return switch (type) {
            case Class<?> c when c == String.class -> object().put("type", "string");
            case Class<?> c when c == Integer.class ->
                    object().put("type", "integer").put("format", "int32");
            case Class<?> c when c == Long.class ->
                    object().put("type", "integer").put("format", "int64");
            case Class<?> c when c == Double.class -> object().put("type", "number");
            case Class<?> c when c == Boolean.class -> object().put("type", "boolean");
            case Class<?> c when c == Quantity.class || c == IntOrString.class -> {
                ObjectNode either = object().put("x-kubernetes-int-or-string", true);
                either.put("type", "string").put("format", "int-or-string");
                yield either;
            }
            case Class<?> c when c == MicroTime.class ->
                    object().put("type", "string").put("format", "date-time");
            // Schemas of schemas: what is either of two things, and the fields beside them.
            case Class<?> c when c.getSimpleName().matches("JSON(SchemaPropsOr.*)?") ->
                    object().put("x-kubernetes-preserve-unknown-fields", true);
            case Class<?> c when isModel(c) ->
                    object().put("$ref", "#/components/schemas/" + add(c));
            default -> object().put("x-kubernetes-preserve-unknown-fields", true);
        };
    }

    private static boolean isModel(Class<?> type) {
        if (!type.getName().startsWith(MODEL) || type.isInterface() || type.isEnum()) {
            return false;
        }
        for (Field field : type.getDeclaredFields()) {
            if (field.isAnnotationPresent(JsonProperty.class)) {
                return true;
            }
        }
        return false;
    }

    /// `model.apps.Deployment` is `io.k8s.api.apps.v1.Deployment`.
    private static String nameOf(Class<?> type) {
        String name = type.getSimpleName();
        if (META_KINDS.contains(name)) {
            return META + name;
        }
        String below = type.getPackageName().substring(MODEL.length());
        return switch (below) {
            case "" -> "io.k8s.api.core.v1." + name;
            case ".apiextensions.v1" ->
                    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1." + name;
            default -> "io.k8s.api" + below + (below.contains(".v") ? "." : ".v1.") + name;
        };
    }

    private static ObjectNode holder(String type, String of, JsonNode schema) {
        ObjectNode holder = object().put("type", type);
        holder.set(of, schema);
        return holder;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}

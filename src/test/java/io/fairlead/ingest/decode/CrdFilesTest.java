package io.fairlead.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.ingest.decode.Schema.Basic;
import io.fairlead.ingest.decode.Schema.Field;
import io.fairlead.install.profile.ChartsOfCheckout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The CustomResourceDefinitions that the charts install say of each kind what the daemon knows of it: both are made of
/// the same `.fields` resources. `UPDATE_GOLDEN=true` writes the file anew.
class CrdFilesTest {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /// What people call them, and what `kubectl get` shows.
    private static final Map<String, List<String>> SHORT =
            Map.of(
                    "VirtualService", List.of("vs"),
                    "DestinationRule", List.of("dr"),
                    "Gateway", List.of("gw"),
                    "ServiceEntry", List.of("se"),
                    "WorkloadEntry", List.of("we"),
                    "WorkloadGroup", List.of("wg"),
                    "PeerAuthentication", List.of("pa"),
                    "RequestAuthentication", List.of("ra"),
                    "AuthorizationPolicy", List.of("ap"),
                    "Telemetry", List.of("telemetry"));

    private static final Map<String, List<String>> COLUMNS =
            Map.of(
                    "VirtualService", List.of("Gateways=.spec.gateways", "Hosts=.spec.hosts"),
                    "DestinationRule", List.of("Host=.spec.host"),
                    "ServiceEntry",
                            List.of(
                                    "Hosts=.spec.hosts",
                                    "Location=.spec.location",
                                    "Resolution=.spec.resolution"),
                    "WorkloadEntry", List.of("Address=.spec.address"),
                    "PeerAuthentication", List.of("Mode=.spec.mtls.mode"),
                    "AuthorizationPolicy", List.of("Action=.spec.action"),
                    "MtlsMigration",
                            List.of(
                                    "Drive=.spec.drive",
                                    "Phase=.status.phase",
                                    "Locked=.status.locked",
                                    "Blocked=.status.units.blocked",
                                    "Next=.status.nextAction"));

    /// Columns that only `-o wide` shows.
    private static final Set<String> WIDE = Set.of("Next");

    /// Columns with numbers.
    private static final Set<String> NUMBERS = Set.of("Blocked");

    @Test
    void definitionsSayWhatTheDaemonKnows() throws IOException {
        StringBuilder text =
                new StringBuilder(
                        "# Made of the daemon's own knowledge of these kinds by CrdFilesTest (UPDATE_GOLDEN=true).\n");
        SchemaText.SCHEMA.kinds().values().stream()
                .filter(kind ->
                        kind.group().endsWith("istio.io") || kind.group().endsWith("fairlead.io"))
                .filter(kind -> !kind.group().startsWith("install."))
                .sorted(Comparator.comparing(Schema.Kind::group).thenComparing(Schema.Kind::name))
                .forEach(kind -> text.append("---\n").append(YamlWriter.write(definition(kind))));
        Path file = ChartsOfCheckout.DIRECTORY.resolve("base/files/crds.yaml");
        if ("true".equals(System.getenv("UPDATE_GOLDEN"))) {
            Files.writeString(file, text);
        }
        assertThat(Files.readString(file)).isEqualTo(text.toString());
    }

    private static ObjectNode definition(Schema.Kind kind) {
        String singular = kind.name().toLowerCase(Locale.ROOT);
        // A policy, two policies; a gateway, two gateways.
        String plural =
                singular.matches(".*[^aeiou]y")
                        ? singular.substring(0, singular.length() - 1) + "ies"
                        : singular + "s";
        ObjectNode object = JSON.objectNode();
        object.put("apiVersion", "apiextensions.k8s.io/v1").put("kind", "CustomResourceDefinition");
        ObjectNode metadata = object.putObject("metadata");
        metadata.put("name", plural + "." + kind.group());
        metadata.putObject("labels").put("app.kubernetes.io/part-of", "fairlead");
        metadata.putObject("annotations").put("helm.sh/resource-policy", "keep");
        ObjectNode spec = object.putObject("spec");
        spec.put("group", kind.group());
        ObjectNode names = spec.putObject("names");
        names.put("kind", kind.name())
                .put("listKind", kind.name() + "List")
                .put("plural", plural)
                .put("singular", singular);
        ArrayNode words = names.putArray("shortNames");
        SHORT.getOrDefault(kind.name(), List.of()).forEach(words::add);
        if (words.isEmpty()) {
            names.remove("shortNames");
        }
        names.putArray("categories")
                .add(kind.group().endsWith("istio.io") ? "istio-io" : "fairlead-io");
        spec.put("scope", "Namespaced");
        ArrayNode versions = spec.putArray("versions");
        kind.versions()
                .forEach(version -> versions.add(version(kind, version, versions.isEmpty())));
        return object;
    }

    private static ObjectNode version(Schema.Kind kind, String name, boolean first) {
        ObjectNode version = JSON.objectNode();
        version.put("name", name).put("served", true).put("storage", first);
        version.putObject("subresources").putObject("status");
        ArrayNode columns = version.putArray("additionalPrinterColumns");
        for (String column : COLUMNS.getOrDefault(kind.name(), List.of())) {
            int equals = column.indexOf('=');
            String title = column.substring(0, equals);
            ObjectNode one =
                    columns.addObject()
                            .put("name", title)
                            .put("type", NUMBERS.contains(title) ? "integer" : "string")
                            .put("jsonPath", column.substring(equals + 1));
            if (WIDE.contains(title)) {
                one.put("priority", 1);
            }
        }
        columns.addObject()
                .put("name", "Age")
                .put("type", "date")
                .put("jsonPath", ".metadata.creationTimestamp");
        ObjectNode schema = JSON.objectNode();
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        Field spec = kind.fields().fields().get("spec");
        properties.set("spec", schema(spec == null ? new Schema.Anything() : spec.type()));
        properties.set("status", anything().put("type", "object"));
        version.putObject("schema").set("openAPIV3Schema", schema);
        return version;
    }

    private static ObjectNode anything() {
        return JSON.objectNode().put("x-kubernetes-preserve-unknown-fields", true);
    }

    private static ObjectNode schema(Schema.Type type) {
        return switch (type) {
            case Schema.Anything _ -> anything();
            case Schema.Fields fields -> fields(fields);
            case Schema.ListOf(Schema.Type item) -> {
                ObjectNode list = JSON.objectNode().put("type", "array");
                list.set("items", schema(item));
                yield list;
            }
            case Schema.MapOf(Schema.Type value) -> {
                ObjectNode map = JSON.objectNode().put("type", "object");
                map.set("additionalProperties", schema(value));
                yield map;
            }
            case Schema.Word word -> word(word);
        };
    }

    private static ObjectNode fields(Schema.Fields fields) {
        ObjectNode object = JSON.objectNode().put("type", "object");
        ArrayNode required = JSON.arrayNode();
        ObjectNode properties = JSON.objectNode();
        fields.fields()
                .forEach((name, field) -> {
                    properties.set(name, schema(field.type()));
                    if (field.required()) {
                        required.add(name);
                    }
                });
        object.set("properties", properties);
        if (!required.isEmpty()) {
            object.set("required", required);
        }
        return object;
    }

    private static ObjectNode word(Schema.Word word) {
        ObjectNode made = JSON.objectNode();
        switch (word.basic()) {
            case STRING, DURATION -> made.put("type", "string");
            case INT -> made.put("type", "integer");
            case NUMBER -> made.put("type", "number");
            case BOOL -> made.put("type", "boolean");
            case INT_OR_STRING -> made.put("x-kubernetes-int-or-string", true);
        }
        if (!word.words().isEmpty()) {
            ArrayNode allowed = made.putArray("enum");
            word.words().forEach(allowed::add);
        }
        if (word.nonEmpty()) {
            made.put("minLength", 1);
        }
        if (word.basic() == Basic.INT || word.basic() == Basic.NUMBER) {
            bound(made, "minimum", word.min());
            bound(made, "maximum", word.max());
        }
        return made;
    }

    private static void bound(ObjectNode schema, String name, @Nullable Double value) {
        if (value != null) {
            schema.put(name, value.longValue());
        }
    }
}

package io.fairlead.ingest.decode;

import io.fairlead.ingest.decode.Schema.Kind;
import io.fairlead.model.config.Meta;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.Problem.Told;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What every object begins with: apiVersion, kind, metadata.
record Header(Kind kind, Meta meta) {
    private static final Set<String> CLUSTER_WIDE =
            Set.of("Namespace", "Node", "ClusterRole", "ClusterRoleBinding");
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
    private static final String RBAC = "rbac.authorization.k8s.io";
    private static final String ISTIO = "istio.io";

    /// Null when the object is none of ours, or when it has no proper header (then that was told).
    static @Nullable Header read(Tree.Mapping object, Complaints complaints) {
        Cursor cursor = new Cursor(object, "");
        boolean versioned = hasText(cursor, "apiVersion", complaints);
        boolean kinded = hasText(cursor, "kind", complaints);
        if (!versioned || !kinded) {
            return null;
        }
        String apiVersion = cursor.text("apiVersion");
        String kindName = cursor.text("kind");
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "" : apiVersion.substring(0, slash);
        String version = apiVersion.substring(slash + 1);
        Cursor metadata = cursor.child("metadata");
        String name = metadata == null ? "" : metadata.text("name");
        complaints.about(name.isEmpty() ? null : key(group, kindName, cursor));
        Kind kind = SchemaText.SCHEMA.kind(group, kindName);
        if (kind == null) {
            unknownKind(group, kindName, cursor, complaints);
            return null;
        }
        if (!kind.versions().contains(version)) {
            Told told =
                    new Told(
                            kindName + " has no version \"" + version + "\"",
                            "versions of " + kindName + ": " + String.join(", ", kind.versions()),
                            "write apiVersion: "
                                    + prefix(group)
                                    + kind.versions().iterator().next());
            complaints.error("unknown-version", cursor.lineOf("apiVersion"), "apiVersion", told);
        }
        if (name.isEmpty()) {
            Told told =
                    new Told(
                            "the object has no name",
                            "every object has a name",
                            "add metadata.name");
            complaints.error("missing-name", cursor.lineOf("metadata"), "metadata.name", told);
            return null;
        }
        return new Header(kind, meta(key(group, kindName, cursor), cursor, complaints));
    }

    private static boolean hasText(Cursor cursor, String field, Complaints complaints) {
        if (!cursor.text(field).isEmpty()) {
            return true;
        }
        Told told =
                new Told(
                        "the field \"" + field + "\" is missing",
                        "a document is an object with apiVersion, kind and metadata",
                        "add " + field + ":");
        complaints.error("missing-field", cursor.mapping().line(), field, told);
        return false;
    }

    private static String prefix(String group) {
        return group.isEmpty() ? "" : group + "/";
    }

    private static ObjectKey key(String group, String kind, Cursor object) {
        Cursor metadata = object.child("metadata");
        String name = metadata == null ? "" : metadata.text("name");
        if (CLUSTER_WIDE.contains(kind)) {
            return new ObjectKey(group, kind, "", name);
        }
        String namespace = metadata == null ? "" : metadata.text("namespace");
        return new ObjectKey(group, kind, namespace.isEmpty() ? "default" : namespace, name);
    }

    private static Meta meta(ObjectKey key, Cursor object, Complaints complaints) {
        Cursor metadata = object.child("metadata");
        if (metadata == null) {
            return Meta.of(key);
        }
        // Kubernetes lets roles be called almost anything.
        if (!key.group().equals(RBAC) && !NAME.matcher(key.name()).matches()) {
            Told told =
                    new Told(
                            "\"" + key.name() + "\" is not a name",
                            "names are lower case letters, digits, \"-\" and \".\", at most 253",
                            "rename the object");
            complaints.error("bad-name", metadata.lineOf("name"), "metadata.name", told);
        }
        Instant created = Instant.EPOCH;
        String stamp = metadata.text("creationTimestamp");
        if (!stamp.isEmpty()) {
            try {
                created = Instant.parse(stamp);
            } catch (DateTimeParseException _) {
                Told told =
                        new Told(
                                "\"" + stamp + "\" is not a time",
                                "a time is written as 2026-01-31T12:00:00Z",
                                "correct it or drop the field");
                complaints.error(
                        "bad-time",
                        metadata.lineOf("creationTimestamp"),
                        "metadata.creationTimestamp",
                        told);
            }
        }
        return new Meta(key, metadata.textMap("labels"), metadata.textMap("annotations"), created);
    }

    private static void unknownKind(
            String group, String name, Cursor cursor, Complaints complaints) {
        int line = cursor.lineOf("kind");
        List<Kind> istio =
                SchemaText.SCHEMA.kinds().values().stream()
                        .filter(k -> k.group().endsWith(ISTIO))
                        .toList();
        for (Kind kind : istio) {
            if (kind.name().equals(name) && !isForeign(group)) {
                String right = kind.group() + "/" + kind.versions().iterator().next();
                Told told =
                        new Told(
                                "there is no " + name + " in the group \"" + group + "\"",
                                name + " belongs to the group " + kind.group(),
                                "write apiVersion: " + right);
                complaints.error("unknown-kind", cursor.lineOf("apiVersion"), "apiVersion", told);
                return;
            }
        }
        if (group.equals(ISTIO) || group.endsWith("." + ISTIO)) {
            String near = Suggest.nearest(name, istio.stream().map(Kind::name).toList());
            Told told =
                    new Told(
                            "unknown kind \"" + name + "\" in " + group,
                            "kinds of Istio: "
                                    + String.join(
                                            ", ", istio.stream().map(Kind::name).sorted().toList()),
                            near != null ? "did you mean " + near + "?" : replacement(group));
            complaints.error("unknown-kind", line, "kind", told);
        }
    }

    /// Another project may well have a kind of the same name (Gateway, for one).
    private static boolean isForeign(String group) {
        return group.contains(".") && !group.endsWith(ISTIO);
    }

    private static String replacement(String group) {
        return switch (group) {
            case "authentication.istio.io" ->
                    "write a PeerAuthentication or RequestAuthentication (security.istio.io/v1)";
            case "rbac.istio.io" -> "write an AuthorizationPolicy (security.istio.io/v1)";
            case "config.istio.io" ->
                    "Mixer's kinds are gone; write a Telemetry (telemetry.istio.io/v1)";
            default -> "remove the object or correct its kind";
        };
    }
}

package io.fairlead.ingest.decode;

import io.fairlead.model.config.Meta;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.Problem.Told;
import io.fairlead.model.config.Role;
import io.fairlead.model.config.RoleBinding;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reads of Kubernetes' roles what the mesh goes by: who may list the Secrets of a namespace.
final class RoleReader {
    private static final String ALL = "*";

    private RoleReader() {}

    static Role role(Meta meta, Cursor object) {
        return new Role(meta, object.list("rules").stream().anyMatch(RoleReader::listsSecrets));
    }

    /// A rule for some names only allows no list of all.
    private static boolean listsSecrets(Cursor rule) {
        List<String> groups = rule.texts("apiGroups");
        return (groups.contains("") || groups.contains(ALL))
                && names(rule, "resources", "secrets")
                && names(rule, "verbs", "list")
                && rule.texts("resourceNames").isEmpty();
    }

    private static boolean names(Cursor rule, String field, String name) {
        return rule.texts(field).contains(name) || rule.texts(field).contains(ALL);
    }

    /// A RoleBinding or ClusterRoleBinding.
    static RoleBinding binding(Meta meta, Cursor object, Complaints complaints) {
        String namespace = meta.key().namespace();
        Cursor ref = object.child("roleRef");
        String kind = ref == null ? "" : ref.text("kind");
        ObjectKey role =
                new ObjectKey(
                        meta.key().group(),
                        kind,
                        kind.equals("ClusterRole") ? "" : namespace,
                        ref == null ? "" : ref.text("name"));
        Set<String> users = new HashSet<>();
        Set<String> groups = new HashSet<>();
        for (Cursor subject : object.list("subjects")) {
            String name = subject.text("name");
            switch (subject.text("kind")) {
                case "ServiceAccount" -> {
                    String own = subject.text("namespace");
                    String of = own.isEmpty() ? namespace : own;
                    if (of.isEmpty()) {
                        homeless(name, object, complaints);
                    } else {
                        users.add(RoleBinding.user(of, name));
                    }
                }
                case "User" -> users.add(name);
                default -> groups.add(name);
            }
        }
        return new RoleBinding(meta, role, users, groups);
    }

    private static void homeless(String account, Cursor object, Complaints complaints) {
        Told told =
                new Told(
                        "the ServiceAccount \"" + account + "\" has no namespace",
                        "a ClusterRoleBinding stands in no namespace, and so says whose accounts it means",
                        "add namespace: to the subject");
        complaints.error("missing-field", object.lineOf("subjects"), "subjects", told);
    }
}

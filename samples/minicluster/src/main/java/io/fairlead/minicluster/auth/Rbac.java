package io.fairlead.minicluster.auth;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who may do what: all roles and bindings of a cluster at one moment.
public final class Rbac {

    private static final String CLUSTER_ROLE = "ClusterRole";

    private final Map<RoleRef, List<PolicyRule>> roles = new HashMap<>();
    private final List<Binding> bindings = new ArrayList<>();

    /// Which role.
    ///
    /// @param namespace empty for a ClusterRole
    public record RoleRef(String kind, String namespace, String name) {

        /// What a binding refers to.
        public static RoleRef of(JsonNode binding) {
            JsonNode ref = binding.path("roleRef");
            String kind = ref.path("kind").asText();
            return new RoleRef(
                    kind,
                    kind.equals(CLUSTER_ROLE)
                            ? ""
                            : binding.path("metadata").path("namespace").asText(),
                    ref.path("name").asText());
        }
    }

    private record Subject(String kind, String namespace, String name) {

        boolean is(User user) {
            return switch (kind) {
                case "User" -> name.equals(user.name());
                case "Group" -> user.groups().contains(name);
                case "ServiceAccount" -> User.account(namespace, name).equals(user.name());
                default -> false;
            };
        }

        @Override
        public String toString() {
            return kind + " \"" + name + (namespace.isEmpty() ? "" : "/" + namespace) + "\"";
        }
    }

    /// @param namespace empty for all of them
    private record Binding(
            String kind, String namespace, String name, RoleRef role, List<Subject> subjects) {

        Optional<Subject> subject(User user) {
            return subjects.stream().filter(one -> one.is(user)).findFirst();
        }

        /// As answers give the reason.
        String because(Subject subject) {
            String which = namespace.isEmpty() ? name : name + "/" + namespace;
            return "RBAC: allowed by %s \"%s\" of %s \"%s\" to %s"
                    .formatted(kind, which, role.kind(), role.name(), subject);
        }
    }

    private Rbac() {}

    /// @param objects of all four kinds
    public static Rbac of(Iterable<? extends JsonNode> objects) {
        Rbac rbac = new Rbac();
        for (JsonNode object : objects) {
            String kind = object.path("kind").asText();
            JsonNode meta = object.path("metadata");
            String namespace = meta.path("namespace").asText("");
            String name = meta.path("name").asText();
            if (kind.endsWith("Binding")) {
                List<Subject> subjects = new ArrayList<>();
                for (JsonNode one : object.path("subjects")) {
                    subjects.add(
                            new Subject(
                                    one.path("kind").asText(),
                                    one.path("namespace").asText(inSame(one, namespace)),
                                    one.path("name").asText()));
                }
                rbac.bindings.add(new Binding(kind, namespace, name, RoleRef.of(object), subjects));
            } else {
                rbac.roles.put(
                        new RoleRef(kind, namespace, name), PolicyRule.all(object.path("rules")));
            }
        }
        return rbac;
    }

    /// A service account that says no namespace is of the binding's.
    private static String inSame(JsonNode subject, String namespace) {
        return subject.path("kind").asText().equals("ServiceAccount") ? namespace : "";
    }

    /// Why the user may do this; empty where nothing allows it. There are no rules that forbid.
    public Optional<String> allowed(User user, Access access) {
        if (user.groups().contains(User.MASTERS)) {
            return Optional.of("");
        }
        String namespace = access instanceof Access.Resource wanted ? wanted.namespace() : "";
        for (Binding binding : bindings) {
            if (!reaches(binding, namespace)) {
                continue;
            }
            Optional<Subject> subject = binding.subject(user);
            if (subject.isPresent()
                    && rules(binding.role()).stream().anyMatch(rule -> rule.allows(access))) {
                return Optional.of(binding.because(subject.get()));
            }
        }
        return Optional.empty();
    }

    private static boolean reaches(Binding binding, String namespace) {
        return binding.namespace().isEmpty() || binding.namespace().equals(namespace);
    }

    /// The rules of a role; none where there is no such role.
    public List<PolicyRule> rules(RoleRef role) {
        return roles.getOrDefault(role, List.of());
    }

    /// All rules that hold for the user in this namespace; the empty one stands for the whole cluster.
    public List<PolicyRule> rules(User user, String namespace) {
        List<PolicyRule> all = new ArrayList<>();
        for (Binding binding : bindings) {
            if (reaches(binding, namespace) && binding.subject(user).isPresent()) {
                all.addAll(rules(binding.role()));
            }
        }
        return all;
    }

    /// What of these rules the user doesn't have in this namespace, in smallest parts.
    public List<PolicyRule> beyond(User user, String namespace, List<PolicyRule> rules) {
        List<PolicyRule> held = rules(user, namespace);
        List<PolicyRule> missing = new ArrayList<>();
        for (PolicyRule rule : rules) {
            for (PolicyRule part : rule.parts()) {
                if (held.stream().noneMatch(one -> one.covers(part))) {
                    missing.add(part);
                }
            }
        }
        return missing;
    }
}

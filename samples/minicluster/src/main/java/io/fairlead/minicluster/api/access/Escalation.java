package io.fairlead.minicluster.api.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.model.ApiError;
import io.fairlead.minicluster.api.model.ResourceType;
import io.fairlead.minicluster.api.verb.Target;
import io.fairlead.minicluster.auth.Access;
import io.fairlead.minicluster.auth.PolicyRule;
import io.fairlead.minicluster.auth.Rbac;
import io.fairlead.minicluster.auth.Rbac.RoleRef;
import io.fairlead.minicluster.auth.User;
import java.util.List;
import java.util.stream.Collectors;

/// Nobody gives away, by writing a role or a binding, what he doesn't have himself: except who may `escalate` roles, or
/// `bind` this one.
public final class Escalation {

    /// Who says which roles are collected may collect any.
    private static final List<PolicyRule> EVERYTHING =
            List.of(
                    new PolicyRule(List.of("*"), List.of("*"), List.of("*"), List.of(), List.of()),
                    new PolicyRule(List.of("*"), List.of(), List.of(), List.of(), List.of("*")));

    private final Authorizer authorizer;

    public Escalation(Authorizer authorizer) {
        this.authorizer = authorizer;
    }

    /// Refuses an object that gives more than its writer has.
    ///
    /// @param object as it will be stored
    public void check(Target target, ObjectNode object, User user) {
        ResourceType type = target.type();
        if (!type.group().equals(Authorizer.GROUP) || type.custom()) {
            return;
        }
        String namespace = target.namespace();
        String name = object.path("metadata").path("name").asText();
        if (type.kind().endsWith("Binding")) {
            RoleRef role = RoleRef.of(object);
            boolean may =
                    may(
                            user,
                            "bind",
                            role.kind().equals("Role") ? "roles" : "clusterroles",
                            namespace,
                            role.name());
            refuse(target, name, user, may ? List.of() : authorizer.rbac().rules(role));
        } else if (!may(user, "escalate", type.plural(), namespace, name)) {
            List<PolicyRule> rules =
                    object.path("aggregationRule").isObject()
                            ? EVERYTHING
                            : PolicyRule.all(object.path("rules"));
            refuse(target, name, user, rules);
        }
    }

    /// Refuses a user who may not create such an object.
    public void requireCreate(Target target, User user) {
        authorizer.require(
                user,
                new Access.Resource(
                        "create",
                        target.type().group(),
                        target.type().plural(),
                        "",
                        target.namespace(),
                        ""));
    }

    private boolean may(User user, String verb, String roles, String namespace, String name) {
        return authorizer
                .allowed(
                        user,
                        new Access.Resource(verb, Authorizer.GROUP, roles, "", namespace, name))
                .isPresent();
    }

    private void refuse(Target target, String name, User user, List<PolicyRule> rules) {
        Rbac rbac = authorizer.rbac();
        List<PolicyRule> missing = rbac.beyond(user, target.namespace(), rules);
        if (!missing.isEmpty()) {
            throw ApiError.forbidden(
                    target.type(),
                    name,
                    "user \"%s\" (groups=%s) is attempting to grant RBAC permissions not currently held:\n%s"
                            .formatted(
                                    user.name(),
                                    user.groups().stream()
                                            .map(one -> "\"" + one + "\"")
                                            .collect(Collectors.joining(" ", "[", "]")),
                                    missing.stream()
                                            .map(PolicyRule::toString)
                                            .collect(Collectors.joining("\n"))));
        }
    }
}

package io.fairlead.model.config;

import java.util.Set;

/// Who has a role in a namespace; without a namespace, in all of them.
///
/// @param role key of the Role or ClusterRole
/// @param users by Kubernetes' names: `system:serviceaccount:shop:cart`
/// @param groups by Kubernetes' names: `system:serviceaccounts:shop`
public record RoleBinding(Meta meta, ObjectKey role, Set<String> users, Set<String> groups)
        implements MeshObject {
    private static final String ACCOUNTS = "system:serviceaccounts";

    public RoleBinding {
        users = Set.copyOf(users);
        groups = Set.copyOf(groups);
    }

    /// Kubernetes' name of a service account.
    public static String user(String namespace, String account) {
        return "system:serviceaccount:" + namespace + ":" + account;
    }

    /// True when it is about this service account.
    public boolean binds(String namespace, String account) {
        return users.contains(user(namespace, account))
                || groups.contains(ACCOUNTS)
                || groups.contains(ACCOUNTS + ":" + namespace)
                || groups.contains("system:authenticated");
    }
}

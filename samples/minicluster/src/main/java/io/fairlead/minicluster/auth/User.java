package io.fairlead.minicluster.auth;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Who asks.
///
/// @param uid empty where it has none
/// @param extra what else its credentials say, by key
public record User(String name, String uid, List<String> groups, Map<String, List<String>> extra) {

    /// Who shows credentials that are good.
    public static final String AUTHENTICATED = "system:authenticated";

    /// Who may do everything.
    public static final String MASTERS = "system:masters";

    /// Who shows no credentials.
    public static final User ANONYMOUS =
            new User("system:anonymous", "", List.of("system:unauthenticated"), Map.of());

    private static final String ACCOUNT = "system:serviceaccount:";

    public User {
        groups = List.copyOf(groups);
        Map<String, List<String>> sorted = new TreeMap<>();
        extra.forEach((key, values) -> sorted.put(key, List.copyOf(values)));
        extra = java.util.Collections.unmodifiableMap(sorted);
    }

    /// A user of this name in these groups, and in that of all who are known.
    public static User known(String name, List<String> groups) {
        List<String> all = new ArrayList<>(groups);
        List<String> more =
                name.equals(ANONYMOUS.name()) ? ANONYMOUS.groups() : List.of(AUTHENTICATED);
        more.stream().filter(one -> !all.contains(one)).forEach(all::add);
        return new User(name, "", all, Map.of());
    }

    /// The same with what tells its credentials from others.
    public User by(String credential) {
        return new User(
                name,
                uid,
                groups,
                Map.of("authentication.kubernetes.io/credential-id", List.of(credential)));
    }

    /// The name of a service account as a user.
    public static String account(String namespace, String name) {
        return ACCOUNT + namespace + ":" + name;
    }

    /// The groups of all service accounts of this namespace.
    public static List<String> accountGroups(String namespace) {
        return List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace);
    }

    /// As reviews and webhooks show it.
    public ObjectNode info() {
        ObjectNode info = JsonNodeFactory.instance.objectNode();
        info.put("username", name);
        if (!uid.isEmpty()) {
            info.put("uid", uid);
        }
        groups.forEach(info.putArray("groups")::add);
        if (!extra.isEmpty()) {
            ObjectNode all = info.putObject("extra");
            extra.forEach((key, values) -> values.forEach(all.withArray(key)::add));
        }
        return info;
    }
}

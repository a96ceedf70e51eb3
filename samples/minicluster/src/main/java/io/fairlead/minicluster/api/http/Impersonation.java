package io.fairlead.minicluster.api.http;

import io.fairlead.minicluster.api.access.Authorizer;
import io.fairlead.minicluster.api.model.ApiError;
import io.fairlead.minicluster.auth.Access;
import io.fairlead.minicluster.auth.User;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Who asks in the name of another: everything of the other that is said must be allowed to him.
final class Impersonation {

    private static final String USER = "impersonate-user";
    private static final String GROUP = "impersonate-group";
    private static final String UID = "impersonate-uid";
    private static final String EXTRA = "impersonate-extra-";
    private static final String GROUP_OF_USERS = "authentication.k8s.io";

    private Impersonation() {}

    /// The user in whose name the request is.
    ///
    /// @param headers by lower-case name
    static User of(User caller, Map<String, List<String>> headers, Authorizer authorizer) {
        String name = first(headers, USER);
        List<String> groups = headers.getOrDefault(GROUP, List.of());
        String uid = first(headers, UID);
        Map<String, List<String>> extra = new TreeMap<>();
        headers.forEach((header, values) -> {
            if (header.startsWith(EXTRA)) {
                extra.put(
                        URLDecoder.decode(header.substring(EXTRA.length()), StandardCharsets.UTF_8),
                        values);
            }
        });
        if (name.isEmpty()) {
            if (groups.isEmpty() && uid.isEmpty() && extra.isEmpty()) {
                return caller;
            }
            throw ApiError.badRequest(
                    "requested impersonation of groups, a uid or extra without impersonating a user");
        }
        String[] account = name.split(":", -1);
        boolean isAccount =
                account.length == 4 && name.equals(User.account(account[2], account[3]));
        require(
                authorizer,
                caller,
                isAccount
                        ? access("", "serviceaccounts", "", account[2], account[3])
                        : access("", "users", "", "", name));
        groups.forEach(one -> require(authorizer, caller, access("", "groups", "", "", one)));
        if (!uid.isEmpty()) {
            require(authorizer, caller, access(GROUP_OF_USERS, "uids", "", "", uid));
        }
        extra.forEach((key, values) ->
                values.forEach(one ->
                        require(
                                authorizer,
                                caller,
                                access(GROUP_OF_USERS, "userextras", key, "", one))));
        List<String> all = new ArrayList<>(groups);
        if (isAccount && groups.isEmpty()) {
            all.addAll(User.accountGroups(account[2]));
        }
        User known = User.known(name, all);
        return new User(name, uid, known.groups(), extra);
    }

    private static Access.Resource access(
            String group, String resource, String subresource, String namespace, String name) {
        return new Access.Resource("impersonate", group, resource, subresource, namespace, name);
    }

    private static void require(Authorizer authorizer, User caller, Access access) {
        authorizer.require(caller, access);
    }

    private static String first(Map<String, List<String>> headers, String name) {
        List<String> values = headers.getOrDefault(name, List.of());
        return values.isEmpty() ? "" : values.getFirst();
    }
}

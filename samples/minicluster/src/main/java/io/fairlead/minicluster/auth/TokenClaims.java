package io.fairlead.minicluster.auth;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a token of a service account says.
///
/// @param account the service account
/// @param bound what must exist for as long as the token is good, and where that runs; by `pod`, `secret`, `node`
/// @param audiences who may accept it
/// @param id unlike that of any other token
public record TokenClaims(
        String namespace,
        Named account,
        Map<String, Named> bound,
        List<String> audiences,
        Life life,
        String id) {

    private static final String KEY = "authentication.kubernetes.io/";

    /// A name and the id of the one object that is meant.
    public record Named(String name, String uid) {}

    /// From when to when; full seconds count.
    public record Life(Instant from, Instant to) {}

    public TokenClaims {
        bound = Map.copyOf(bound);
        audiences = List.copyOf(audiences);
    }

    /// The user that the token stands for.
    public User user() {
        List<String> groups = new ArrayList<>(User.accountGroups(namespace));
        groups.add(User.AUTHENTICATED);
        Map<String, List<String>> extra = new TreeMap<>();
        extra.put(KEY + "credential-id", List.of("JTI=" + id));
        for (String kind : List.of("pod", "node")) {
            Named named = bound.get(kind);
            if (named != null) {
                extra.put(KEY + kind + "-name", List.of(named.name()));
                extra.put(KEY + kind + "-uid", List.of(named.uid()));
            }
        }
        return new User(User.account(namespace, account.name()), account.uid(), groups, extra);
    }
}

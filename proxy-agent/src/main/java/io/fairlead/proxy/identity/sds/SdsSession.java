package io.fairlead.proxy.identity.sds;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// What one stream has asked for and been told. Belongs to the stream's event loop.
final class SdsSession {

    /// More names on one stream are not followed.
    static final int NAMES_MAX = 256;

    private final Function<String, Optional<ShownSecret>> secrets;
    private final Set<String> wanted = new LinkedHashSet<>();
    private final Map<String, String> told = new HashMap<>();
    private int nonces;

    /// @param secrets what a name stands for now
    SdsSession(Function<String, Optional<ShownSecret>> secrets) {
        this.secrets = secrets;
    }

    /// From now on these are wanted and no others (state of the world). Names that are new are told even if they
    /// didn't change.
    void want(Collection<String> names) {
        wanted.retainAll(names);
        told.keySet().retainAll(names);
        subscribe(names);
    }

    /// These are wanted too.
    void subscribe(Collection<String> names) {
        for (String name : names) {
            if (wanted.size() < NAMES_MAX) {
                wanted.add(name);
            }
        }
    }

    /// These aren't wanted any more.
    void unsubscribe(Collection<String> names) {
        wanted.removeAll(names);
        told.keySet().removeAll(names);
    }

    /// The client has these versions already, from an earlier stream.
    void has(Map<String, String> versions) {
        versions.forEach((name, version) -> {
            if (wanted.contains(name)) {
                told.put(name, version);
            }
        });
    }

    /// Forgets what was told of these, so that they are told again.
    void tellAgain(Collection<String> names) {
        told.keySet().removeAll(names);
    }

    /// Secrets to tell: those wanted that are there and were not told as they are now.
    List<ShownSecret> news() {
        List<ShownSecret> news = new ArrayList<>();
        for (String name : wanted) {
            secrets.apply(name)
                    .filter(secret -> !secret.version().equals(told.get(name)))
                    .ifPresent(news::add);
        }
        news.forEach(secret -> told.put(secret.name(), secret.version()));
        return news;
    }

    /// All that is wanted and there, for protocols that tell everything at once.
    List<ShownSecret> all() {
        List<ShownSecret> all = new ArrayList<>();
        wanted.forEach(name -> secrets.apply(name).ifPresent(all::add));
        return all;
    }

    /// A new nonce.
    String nextNonce() {
        nonces++;
        return Integer.toString(nonces);
    }

    /// Whether a nonce is of the last answer; an empty one begins.
    boolean isCurrent(String nonce) {
        return nonce.isEmpty() || nonce.equals(Integer.toString(nonces));
    }
}

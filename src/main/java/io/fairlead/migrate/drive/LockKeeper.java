package io.fairlead.migrate.drive;

import io.fairlead.migrate.decide.effect.PolicyYaml;
import io.fairlead.migrate.decide.plan.Fleet;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.PeerAuthentication;
import io.fairlead.model.mtls.UnitId;
import io.fairlead.model.store.ConfigStore;
import io.fairlead.model.store.ConfigStore.Outcome;
import io.fairlead.model.store.ConfigStore.Stored;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Makes the own policies in the store what they should be. What a person changed there is left as it is.
final class LockKeeper {
    private static final String YAML = "yaml";

    private final ConfigStore store;
    private final Map<ObjectKey, String> versions;
    private final Map<ObjectKey, String> foreign = new TreeMap<>();

    /// @param versions of what was written before
    LockKeeper(ConfigStore store, Map<ObjectKey, String> versions) {
        this.store = store;
        this.versions = new TreeMap<>(versions);
    }

    /// What was written, with versions.
    Map<ObjectKey, String> versions() {
        return Collections.unmodifiableMap(versions);
    }

    /// Writes what is missing, takes away what is no longer wanted.
    ///
    /// @param wanted all policies that should stand
    /// @param released namespaces in which a person took a lock off: defaults of others stay
    void apply(
            Map<ObjectKey, PeerAuthentication> wanted,
            Locks locks,
            Fleet fleet,
            Set<String> released)
            throws IOException {
        foreign.clear();
        for (Map.Entry<ObjectKey, PeerAuthentication> one : wanted.entrySet()) {
            write(one.getKey(), PolicyYaml.of(one.getValue()));
        }
        for (ObjectKey key : Set.copyOf(versions.keySet())) {
            if (!wanted.containsKey(key) && !stays(key, locks, fleet, released)) {
                remove(key);
            }
        }
    }

    private static boolean stays(ObjectKey key, Locks locks, Fleet fleet, Set<String> released) {
        if (locks.isPromotion(key)) {
            boolean mesh = key.namespace().equals(locks.rootNamespace());
            return mesh ? released.isEmpty() : !released.contains(key.namespace());
        }
        return locks.isKept(key, fleet);
    }

    private void write(ObjectKey key, String yaml) throws IOException {
        Optional<Stored> now = store.read(key);
        String known = versions.getOrDefault(key, ConfigStore.ABSENT);
        boolean same = now.filter(stored -> yaml.equals(stored.contents().get(YAML))).isPresent();
        String version = now.map(Stored::version).orElse(ConfigStore.ABSENT);
        if (same) {
            versions.put(key, version);
        } else if (!version.equals(known)) {
            foreign.put(
                    key,
                    "%s was %s by a person, and is left so; fix: fairlead mtls rollback, or restore it"
                            .formatted(key, now.isEmpty() ? "removed" : "changed"));
        } else {
            Outcome done = store.write(key, Map.of(YAML, yaml), known);
            if (done instanceof Outcome.Written(String written)) {
                versions.put(key, written);
            } else {
                foreign.put(key, key + " changed while it was written; it is looked at again");
            }
        }
    }

    /// An object that a person changed is the person's from then on.
    private void remove(ObjectKey key) throws IOException {
        store.write(key, Map.of(), versions.getOrDefault(key, ConfigStore.ABSENT));
        versions.remove(key);
    }

    /// Units whose policy a person changed.
    Map<UnitId, String> obstacles(Locks locks) {
        Map<UnitId, String> obstacles = new HashMap<>();
        foreign.forEach((key, why) ->
                locks.targets().values().stream()
                        .filter(target -> locks.isPolicyOf(key, target))
                        .forEach(target ->
                                target.ports()
                                        .forEach(port ->
                                                obstacles.put(
                                                        new UnitId(
                                                                target.namespace(),
                                                                target.workload(),
                                                                port),
                                                        why))));
        return obstacles;
    }
}

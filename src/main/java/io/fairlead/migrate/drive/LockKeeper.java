package io.fairlead.migrate.drive;

import io.fairlead.migrate.decide.effect.LockPolicies.Target;
import io.fairlead.migrate.decide.plan.Fleet;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.PeerAuthentication;
import io.fairlead.model.config.PolicyYaml;
import io.fairlead.model.mtls.UnitId;
import io.fairlead.model.store.ConfigStore;
import io.fairlead.model.store.ConfigStore.Outcome;
import io.fairlead.model.store.ConfigStore.Stored;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/// Makes the own policies in the store what they should be. What a person changed there is left as it is.
final class LockKeeper {
    private static final String YAML = "yaml";

    private static final Stored NOTHING = new Stored(Map.of(), ConfigStore.ABSENT);

    /// No object has this version.
    private static final String UNKNOWN = "?";

    private final ConfigStore store;
    private final Map<ObjectKey, String> versions;

    /// What a person changed or removed, and how that is told.
    private final Map<ObjectKey, String> edited = new TreeMap<>();

    /// @param versions of what was written before
    LockKeeper(ConfigStore store, Map<ObjectKey, String> versions) {
        this.store = store;
        this.versions = new TreeMap<>(versions);
    }

    /// What was written, with versions.
    Map<ObjectKey, String> versions() {
        return Collections.unmodifiableMap(versions);
    }

    /// Looks whether a person changed, or removed, what was written.
    ///
    /// @param wanted what should stand: who ended between writing and noting it finds that, and no person's work
    void look(Supplier<Map<ObjectKey, PeerAuthentication>> wanted) throws IOException {
        Map<ObjectKey, Stored> found = new TreeMap<>();
        for (Map.Entry<ObjectKey, String> one : versions.entrySet()) {
            Stored now = store.read(one.getKey()).orElse(NOTHING);
            if (!now.version().equals(one.getValue())) {
                found.put(one.getKey(), now);
            }
        }
        edited.clear();
        if (found.isEmpty()) {
            return;
        }
        Map<ObjectKey, PeerAuthentication> own = wanted.get();
        found.forEach((key, now) -> {
            PeerAuthentication policy = own.get(key);
            if (policy != null && isSame(now, PolicyYaml.of(policy))) {
                versions.put(key, now.version());
            } else {
                edited.put(key, says(key, now.version()));
            }
        });
    }

    private static boolean isSame(Stored stored, String yaml) {
        return yaml.equals(stored.contents().get(YAML));
    }

    /// True when a person did something to what was written.
    boolean isEdited() {
        return !edited.isEmpty();
    }

    private static String says(ObjectKey key, String now) {
        boolean removed = now.equals(ConfigStore.ABSENT);
        return "%s was %s by a person, and is left so; fix: restore it, or %ssay fairlead mtls resume"
                .formatted(key, removed ? "removed" : "changed", removed ? "" : "remove it and ");
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
        for (Map.Entry<ObjectKey, PeerAuthentication> one : wanted.entrySet()) {
            if (!edited.containsKey(one.getKey())) {
                write(one.getKey(), PolicyYaml.of(one.getValue()));
            }
        }
        for (ObjectKey key : Set.copyOf(versions.keySet())) {
            boolean gone = !wanted.containsKey(key) && !stays(key, locks, fleet, released);
            if (gone && (!edited.containsKey(key) || locks.isPromotion(key))) {
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
        Stored now = store.read(key).orElse(NOTHING);
        String known = versions.getOrDefault(key, ConfigStore.ABSENT);
        String version = now.version();
        if (isSame(now, yaml)) {
            versions.put(key, version);
        } else if (!version.equals(known)) {
            foreign(key, version);
        } else {
            Outcome done = store.write(key, Map.of(YAML, yaml), known);
            switch (done) {
                case Outcome.Written(String written) -> versions.put(key, written);
                case Outcome.Conflict(String other) -> foreign(key, other);
            }
        }
    }

    /// It stands where nothing was written: it counts as changed from now on, also after a restart.
    private void foreign(ObjectKey key, String version) {
        versions.putIfAbsent(key, UNKNOWN);
        edited.put(key, says(key, version));
    }

    /// An object that a person changed is the person's from then on.
    private void remove(ObjectKey key) throws IOException {
        store.write(key, Map.of(), versions.getOrDefault(key, ConfigStore.ABSENT));
        versions.remove(key);
    }

    /// A person lets these go on: the policies of theirs that were removed may be written again.
    void forget(Set<UnitId> units) throws IOException {
        for (ObjectKey key : Set.copyOf(edited.keySet())) {
            boolean meant = units.stream().anyMatch(unit -> Locks.isPolicyOf(key, unit));
            if (meant && store.read(key).isEmpty()) {
                versions.remove(key);
                edited.remove(key);
            }
        }
    }

    /// Units whose policy a person changed.
    Map<UnitId, String> edited(Locks locks) {
        Map<UnitId, String> units = new HashMap<>();
        if (edited.isEmpty()) {
            return units;
        }
        for (Target target : locks.targets().values()) {
            for (int port : target.ports()) {
                UnitId unit = new UnitId(target.namespace(), target.workload(), port);
                edited.forEach((key, why) -> {
                    if (Locks.isPolicyOf(key, unit)) {
                        units.put(unit, why);
                    }
                });
            }
        }
        return units;
    }
}

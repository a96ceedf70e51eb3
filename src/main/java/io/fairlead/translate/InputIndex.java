package io.fairlead.translate;

import io.fairlead.model.route.Hosts;
import io.fairlead.translate.input.InputKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// The reverse index: from an input to everything that was derived from it. Belongs to the one [Translation] that
/// fills it; readers of a translation never see it change.
///
/// @param <D> what is derived
final class InputIndex<D extends Comparable<D>> {
    /// Most keys have few dependents: so many lie in a small set that can't change.
    private static final int FEW = 4;

    private final Map<InputKey, Set<D>> dependents;
    private final Map<D, Set<InputKey>> inputs;

    /// Keys whose dependents are shared with no other index.
    private final Set<InputKey> owned = new HashSet<>();

    InputIndex() {
        this.dependents = new HashMap<>();
        this.inputs = new HashMap<>();
    }

    private InputIndex(Map<InputKey, Set<D>> dependents, Map<D, Set<InputKey>> inputs) {
        this.dependents = dependents;
        this.inputs = inputs;
    }

    /// True when it says this of every one of them already.
    boolean says(Map<D, Set<InputKey>> reads) {
        return reads.entrySet().stream()
                .allMatch(entry -> inputs(entry.getKey()).equals(entry.getValue()));
    }

    /// A copy that can go on by itself; what is not changed in it is shared.
    InputIndex<D> copy() {
        return new InputIndex<>(new HashMap<>(dependents), new HashMap<>(inputs));
    }

    /// Says what `derived` reads now; an empty set forgets it.
    void put(D derived, Set<InputKey> reads) {
        Set<InputKey> before = inputs.getOrDefault(derived, Set.of());
        if (before.equals(reads)) {
            return;
        }
        before.stream().filter(key -> !reads.contains(key)).forEach(key -> unlink(key, derived));
        reads.stream().filter(key -> !before.contains(key)).forEach(key -> link(key, derived));
        if (reads.isEmpty()) {
            inputs.remove(derived);
        } else {
            inputs.put(derived, Set.copyOf(reads));
        }
    }

    /// Everything derived from one of the keys, in order.
    Set<D> dependents(Set<InputKey> changed) {
        Set<D> found = new TreeSet<>();
        for (InputKey key : changed) {
            switch (key) {
                case InputKey.OfRules(String host) when host.startsWith("*") ->
                        addCovered(host, InputIndex::hostOfRules, found);
                case InputKey.OfRoutesTo(String host) when host.startsWith("*") ->
                        addCovered(host, InputIndex::hostOfRoutes, found);
                default -> found.addAll(dependents.getOrDefault(key, Set.of()));
            }
        }
        return found;
    }

    /// What `derived` reads; empty when nothing is known of it.
    Set<InputKey> inputs(D derived) {
        return inputs.getOrDefault(derived, Set.of());
    }

    private void addCovered(String wildcard, Function<InputKey, String> hostOf, Set<D> found) {
        dependents.forEach((key, derived) -> {
            String host = hostOf.apply(key);
            if (!host.isEmpty() && Hosts.covers(wildcard, host)) {
                found.addAll(derived);
            }
        });
    }

    private static String hostOfRules(InputKey key) {
        return key instanceof InputKey.OfRules(String host) ? host : "";
    }

    private static String hostOfRoutes(InputKey key) {
        return key instanceof InputKey.OfRoutesTo(String host) ? host : "";
    }

    private void link(InputKey key, D derived) {
        Set<D> known = dependents.getOrDefault(key, Set.of());
        if (known.size() < FEW) {
            Set<D> more = new HashSet<>(known);
            more.add(derived);
            keepFew(key, more);
        } else {
            own(key, known).add(derived);
        }
    }

    private void unlink(InputKey key, D derived) {
        Set<D> known = dependents.getOrDefault(key, Set.of());
        if (known.size() <= FEW + 1) {
            Set<D> rest = new HashSet<>(known);
            rest.remove(derived);
            keepFew(key, rest);
        } else {
            own(key, known).remove(derived);
        }
    }

    private void keepFew(InputKey key, Set<D> few) {
        owned.remove(key);
        if (few.isEmpty()) {
            dependents.remove(key);
        } else {
            dependents.put(key, Set.copyOf(few));
        }
    }

    /// The dependents of a key, to be altered: what is shared with another index is copied first, once.
    private Set<D> own(InputKey key, Set<D> known) {
        if (!owned.add(key)) {
            return known;
        }
        Set<D> own = new HashSet<>(known);
        dependents.put(key, own);
        return own;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof InputIndex<?> index
                && dependents.equals(index.dependents)
                && inputs.equals(index.inputs);
    }

    @Override
    public int hashCode() {
        return inputs.hashCode();
    }
}

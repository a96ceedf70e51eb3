package io.fairlead.migrate.decide.caller;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Who had which address when. Addresses are used again, sometimes within milliseconds.
///
/// @param byAddress tenancies of an address by their begin
public record PodTimes(Map<String, SortedMap<Instant, Tenancy>> byAddress) {
    public static final PodTimes NONE = new PodTimes(Map.of());

    /// How long a tenancy that ended is remembered: evidence comes late.
    private static final Duration KEPT = Duration.ofMinutes(5);

    /// A pod calls before the daemon hears of it: so long before, at most.
    private static final Duration HEARD_AFTER = Duration.ofSeconds(5);

    public PodTimes {
        byAddress = Collections.unmodifiableMap(byAddress);
    }

    /// What is known of a pod that matters for naming.
    ///
    /// @param meshed it has a sidecar
    /// @param proxyUid an application container of it runs as the proxy's own user
    /// @param captureOff nothing that leaves it is captured
    /// @param excludedPorts ports that are kept from its sidecar when it calls
    /// @param startsEarly init containers of it run before the sidecar
    public record PodFacts(
            String namespace,
            String name,
            String workload,
            String serviceAccount,
            boolean meshed,
            boolean proxyUid,
            boolean captureOff,
            List<Integer> excludedPorts,
            boolean startsEarly,
            boolean hostNetwork) {
        public PodFacts {
            excludedPorts = List.copyOf(excludedPorts);
        }
    }

    /// A pod's time with an address.
    ///
    /// @param ready since when its sidecar serves; null while it doesn't
    /// @param until null while it lives
    public record Tenancy(
            PodFacts pod, Instant from, @Nullable Instant ready, @Nullable Instant until) {
        private boolean covers(Instant at) {
            return !at.isBefore(from) && (until == null || at.isBefore(until));
        }
    }

    /// A pod now has an address; whoever had it before has it no more. What came from there shortly before was this
    /// pod's, unless somebody else had the address within that time.
    public PodTimes arrived(String address, PodFacts pod, Instant at) {
        SortedMap<Instant, Tenancy> known = ended(address, at);
        Instant early = at.minus(HEARD_AFTER);
        boolean used =
                known.values().stream()
                        .anyMatch(t -> t.until() == null || t.until().isAfter(early));
        Instant from = used ? at : early;
        known.put(from, new Tenancy(pod, from, null, null));
        return with(address, known);
    }

    /// The sidecar of the pod at an address serves.
    public PodTimes ready(String address, Instant at) {
        SortedMap<Instant, Tenancy> known = new TreeMap<>(of(address));
        Tenancy last = known.isEmpty() ? null : known.get(known.lastKey());
        if (last != null) {
            Instant ready = last.ready() == null ? at : last.ready();
            known.put(last.from(), new Tenancy(last.pod(), last.from(), ready, last.until()));
        }
        return with(address, known);
    }

    /// Nobody has an address any more.
    public PodTimes left(String address, Instant at) {
        return with(address, ended(address, at));
    }

    /// Who had it then.
    public Optional<Tenancy> at(String address, Instant at) {
        SortedMap<Instant, Tenancy> begun = of(address).headMap(at.plusNanos(1));
        return begun.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(begun.get(begun.lastKey())).filter(t -> t.covers(at));
    }

    /// A moment in an interval at which somebody had the address, the latest that there is; the end of the interval
    /// when nobody had it.
    Instant lastWithin(String address, Instant from, Instant until) {
        Instant found = until;
        for (Tenancy one : of(address).values()) {
            Instant left = one.until();
            boolean begun = !one.from().isAfter(until);
            if (begun && (left == null || !left.isBefore(from))) {
                found = left == null || left.isAfter(until) ? until : left.minusNanos(1);
            }
        }
        return found;
    }

    /// Several changes at once.
    public Change change() {
        return new Change(this);
    }

    /// Changes that are put together before anybody sees them.
    public static final class Change {
        private final PodTimes before;
        private final Map<String, SortedMap<Instant, Tenancy>> changed = new HashMap<>();

        private Change(PodTimes before) {
            this.before = before;
        }

        /// As [PodTimes#arrived].
        public void arrived(String address, PodFacts pod, Instant at) {
            keep(address, one(address).arrived(address, pod, at));
        }

        /// As [PodTimes#ready].
        public void ready(String address, Instant at) {
            keep(address, one(address).ready(address, at));
        }

        /// As [PodTimes#left].
        public void left(String address, Instant at) {
            keep(address, one(address).left(address, at));
        }

        private PodTimes one(String address) {
            SortedMap<Instant, Tenancy> known =
                    changed.containsKey(address) ? changed.get(address) : before.of(address);
            return known == null || known.isEmpty() ? NONE : new PodTimes(Map.of(address, known));
        }

        private void keep(String address, PodTimes then) {
            changed.put(address, then.of(address));
        }

        /// All of them.
        public PodTimes done() {
            if (changed.isEmpty()) {
                return before;
            }
            Map<String, SortedMap<Instant, Tenancy>> all = new HashMap<>(before.byAddress);
            all.putAll(changed);
            all.values().removeIf(Map::isEmpty);
            return new PodTimes(all);
        }
    }

    /// Forgets who left long ago.
    public PodTimes without(Instant now) {
        Map<String, SortedMap<Instant, Tenancy>> all = new HashMap<>(byAddress);
        all.values()
                .removeIf(times ->
                        times.values().stream()
                                .allMatch(t ->
                                        t.until() != null && t.until().isBefore(now.minus(KEPT))));
        return all.size() == byAddress.size() ? this : new PodTimes(all);
    }

    private SortedMap<Instant, Tenancy> of(String address) {
        return byAddress.getOrDefault(address, Collections.emptySortedMap());
    }

    private SortedMap<Instant, Tenancy> ended(String address, Instant at) {
        SortedMap<Instant, Tenancy> known = new TreeMap<>(of(address));
        known.replaceAll(
                (_, t) -> t.until() == null ? new Tenancy(t.pod(), t.from(), t.ready(), at) : t);
        known.values().removeIf(t -> t.until() != null && t.until().isBefore(at.minus(KEPT)));
        return known;
    }

    private PodTimes with(String address, SortedMap<Instant, Tenancy> tenancies) {
        Map<String, SortedMap<Instant, Tenancy>> all = new HashMap<>(byAddress);
        if (tenancies.isEmpty()) {
            all.remove(address);
        } else {
            all.put(address, tenancies);
        }
        return new PodTimes(all);
    }
}

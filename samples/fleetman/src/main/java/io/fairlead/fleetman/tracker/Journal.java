package io.fairlead.fleetman.tracker;

import io.fairlead.fleetman.model.VehiclePosition;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/// Where every vehicle was, in memory, up to a limit for each.
final class Journal {

    /// An hour and more at a report every other second.
    static final int POSITIONS_KEPT = 2_000;

    private static final int VEHICLES_MAX = 1_000;

    private final Lock lock = new ReentrantLock();
    private final Map<String, Deque<VehiclePosition>> byName = new HashMap<>();

    /// Remembers a report; the oldest one of that vehicle goes when there are too many.
    void add(VehiclePosition position) {
        locked(() -> {
            if (byName.size() >= VEHICLES_MAX && !byName.containsKey(position.name())) {
                throw new IllegalArgumentException("too many vehicles");
            }
            Deque<VehiclePosition> known =
                    byName.computeIfAbsent(position.name(), _ -> new ArrayDeque<>());
            known.addLast(position);
            if (known.size() > POSITIONS_KEPT) {
                known.removeFirst();
            }
            return position;
        });
    }

    /// Forgets everything.
    void clear() {
        locked(() -> {
            byName.clear();
            return byName;
        });
    }

    /// The latest report of each vehicle that has one later than this moment, by name.
    List<VehiclePosition> latestSince(Instant since) {
        return locked(() ->
                byName.values().stream()
                        .map(Deque::peekLast)
                        .flatMap(last -> Optional.ofNullable(last).stream())
                        .filter(last -> last.timestamp().isAfter(since))
                        .sorted(Comparator.comparing(VehiclePosition::name))
                        .toList());
    }

    /// The latest report of this vehicle.
    Optional<VehiclePosition> latest(String name) {
        return locked(() ->
                Optional.ofNullable(byName.getOrDefault(name, new ArrayDeque<>()).peekLast()));
    }

    /// All reports of this vehicle, newest first.
    List<VehiclePosition> history(String name) {
        return locked(
                () -> new ArrayList<>(byName.getOrDefault(name, new ArrayDeque<>())).reversed());
    }

    private <T> T locked(java.util.function.Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}

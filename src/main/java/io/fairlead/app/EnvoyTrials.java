package io.fairlead.app;

import io.fairlead.model.mtls.PodHeld;
import io.fairlead.model.mtls.PodRef;
import io.fairlead.model.mtls.PodWish;
import io.fairlead.model.mtls.PortHeld;
import io.fairlead.model.mtls.PortMode;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Wishes to pods with a stock Envoy, which knows neither audit nor lease: a trial is a listener of this pod alone that
/// is STRICT, and taking it back is a push. Nothing ends it when the daemon is gone.
final class EnvoyTrials {
    private EnvoyTrials() {}

    /// The ports that try STRICT.
    static Map<PodRef, SortedSet<Integer>> of(Map<PodRef, PodWish> wished) {
        Map<PodRef, SortedSet<Integer>> trials = new HashMap<>();
        wished.forEach((pod, wish) ->
                wish.ports()
                        .forEach((port, one) -> {
                            if (one.mode() == PortMode.TRIAL) {
                                trials.computeIfAbsent(pod, _ -> new TreeSet<>()).add(port);
                            }
                        }));
        return trials;
    }

    /// What a pod does of what was wished.
    ///
    /// @param listener what its ports do by the listener that it acknowledged, with port 0 for all others; null for
    ///     none
    static Optional<PodHeld> held(
            PodRef pod,
            PodWish wish,
            @Nullable SortedMap<Integer, PortMode> listener,
            Instant now) {
        if (wish.ports().isEmpty() || listener == null) {
            return Optional.empty();
        }
        SortedMap<Integer, PortHeld> ports = new TreeMap<>();
        wish.ports()
                .forEach((port, one) -> {
                    PortMode does =
                            listener.getOrDefault(
                                    port, listener.getOrDefault(0, PortMode.PERMISSIVE));
                    PortMode open = one.mode() == PortMode.TRIAL ? PortMode.PERMISSIVE : one.mode();
                    PortMode mode = does == PortMode.STRICT ? PortMode.TRIAL : open;
                    ports.put(
                            port,
                            new PortHeld(mode, one.attempt(), false, "", Instant.EPOCH, 0, 0));
                });
        return Optional.of(new PodHeld(pod, now, true, ports));
    }
}

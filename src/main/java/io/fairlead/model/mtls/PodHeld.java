package io.fairlead.model.mtls;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a sidecar says that it does.
///
/// @param at when it said so
/// @param streaming its stream is open
public record PodHeld(
        PodRef pod, Instant at, boolean streaming, SortedMap<Integer, PortHeld> ports) {
    public PodHeld {
        ports = Collections.unmodifiableSortedMap(new TreeMap<>(ports));
    }
}

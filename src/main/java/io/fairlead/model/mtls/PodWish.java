package io.fairlead.model.mtls;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a pod should do beyond what policies say.
///
/// @param ports of the pod; one that is not here does as policies say
public record PodWish(SortedMap<Integer, PortWish> ports) {
    /// As policies say.
    public static final PodWish NONE = new PodWish(new TreeMap<>());

    public PodWish {
        ports = Collections.unmodifiableSortedMap(new TreeMap<>(ports));
    }
}

package io.fairlead.model.policy;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the ports of one workload accept, after all levels are folded: nothing in here is UNSET.
///
/// @param mode of every port that is not in `ports`
/// @param ports of the workload, not of a service, that have a mode of their own
public record MtlsModes(MtlsMode mode, SortedMap<Integer, MtlsMode> ports) {
    /// Where nothing is written.
    public static final MtlsModes DEFAULT = new MtlsModes(MtlsMode.PERMISSIVE, new TreeMap<>());

    public MtlsModes {
        ports = Collections.unmodifiableSortedMap(new TreeMap<>(ports));
    }

    /// The mode of a port of the workload.
    public MtlsMode of(int port) {
        return ports.getOrDefault(port, mode);
    }
}

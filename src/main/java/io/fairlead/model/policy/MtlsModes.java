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

    /// What the ports accept while clients may still act by other modes: clear text and mutual TLS where the two don't
    /// fit, else what these modes say.
    public MtlsModes bridging(MtlsModes clients) {
        SortedMap<Integer, MtlsMode> both = new TreeMap<>(ports);
        clients.ports.keySet().forEach(port -> both.putIfAbsent(port, mode));
        both.replaceAll((port, own) -> bridging(own, clients.of(port)));
        return new MtlsModes(bridging(mode, clients.mode), both);
    }

    private static MtlsMode bridging(MtlsMode own, MtlsMode clients) {
        boolean clear = clients == MtlsMode.DISABLE;
        return switch (own) {
            case STRICT -> clear ? MtlsMode.PERMISSIVE : own;
            case DISABLE -> clear ? own : MtlsMode.PERMISSIVE;
            case PERMISSIVE, UNSET -> own;
        };
    }

    /// The mode of a port of the workload.
    public MtlsMode of(int port) {
        return ports.getOrDefault(port, mode);
    }
}

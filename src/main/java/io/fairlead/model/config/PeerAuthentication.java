package io.fairlead.model.config;

import io.fairlead.model.policy.MtlsMode;
import io.fairlead.model.policy.MtlsModes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which peers may connect: with mutual TLS, in clear text, or with either.
///
/// @param selector workloads of its namespace that it concerns; empty for all of the namespace, and in the root
///     namespace for all of the mesh
/// @param ports modes of single ports of the workload, by number
public record PeerAuthentication(
        Meta meta, Map<String, String> selector, MtlsMode mode, SortedMap<Integer, MtlsMode> ports)
        implements MeshObject {
    public PeerAuthentication {
        selector = Map.copyOf(selector);
        ports = Collections.unmodifiableSortedMap(new TreeMap<>(ports));
    }

    /// The same, created at another time.
    public PeerAuthentication created(Instant at) {
        Meta then = new Meta(meta.key(), meta.labels(), meta.annotations(), at);
        return new PeerAuthentication(then, selector, mode, ports);
    }

    /// How far a policy reaches. Each level counts less than the next.
    public enum Level {
        MESH,
        NAMESPACE,
        WORKLOAD
    }

    /// The level of this policy; null for one that counts nowhere: with a selector in the root namespace.
    public @Nullable Level level(String rootNamespace) {
        boolean root = namespace().equals(rootNamespace);
        if (selector.isEmpty()) {
            return root ? Level.MESH : Level.NAMESPACE;
        }
        return root ? null : Level.WORKLOAD;
    }

    /// What the ports of a workload accept. Of several policies of a level the oldest counts; what one leaves UNSET
    /// is as the level above it says, and PERMISSIVE where no level says anything.
    ///
    /// @param oldestFirst policies, at least those of the workload's namespace and of the root namespace
    public static MtlsModes modes(
            List<PeerAuthentication> oldestFirst,
            String rootNamespace,
            String namespace,
            Map<String, String> labels) {
        MtlsMode mode = MtlsMode.PERMISSIVE;
        SortedMap<Integer, MtlsMode> ports = new TreeMap<>();
        for (PeerAuthentication decider : deciders(oldestFirst, rootNamespace, namespace, labels)) {
            mode = inherit(decider.mode(), mode);
            MtlsMode above = mode;
            decider.ports().forEach((port, own) -> ports.put(port, inherit(own, above)));
        }
        return new MtlsModes(mode, ports);
    }

    /// The policies that count for a workload, at most one of each level, in the order of the levels.
    public static List<PeerAuthentication> deciders(
            List<PeerAuthentication> oldestFirst,
            String rootNamespace,
            String namespace,
            Map<String, String> labels) {
        List<PeerAuthentication> deciders = new ArrayList<>();
        for (Level level : Level.values()) {
            oldestFirst.stream()
                    .filter(policy -> policy.level(rootNamespace) == level)
                    .filter(policy -> policy.concerns(level, namespace, labels))
                    .findFirst()
                    .ifPresent(deciders::add);
        }
        return deciders;
    }

    /// True when this policy says something about a port.
    public boolean decides(int port) {
        return ports.getOrDefault(port, mode) != MtlsMode.UNSET || mode != MtlsMode.UNSET;
    }

    private boolean concerns(Level level, String namespace, Map<String, String> labels) {
        return level == Level.MESH
                || (namespace().equals(namespace)
                        && labels.entrySet().containsAll(selector.entrySet()));
    }

    private static MtlsMode inherit(MtlsMode own, MtlsMode above) {
        return own == MtlsMode.UNSET ? above : own;
    }
}

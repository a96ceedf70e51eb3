package io.fairlead.telemetry.als;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.fairlead.model.config.Pod;
import io.fairlead.model.identity.Caller;
import io.fairlead.model.mtls.PodRef;
import io.fairlead.model.snapshot.MeshSnapshot;
import java.util.Optional;

/// Which pod a stream tells of.
final class Reporters {
    private static final int PARTS = 4;

    private Reporters() {}

    /// The pod of which less is known when something of a stream is lost; empty where this caller can't tell of it. One
    /// that the registry doesn't have yet is taken by its namespace alone.
    static Optional<PodRef> concerned(Node node, Caller.Known caller, MeshSnapshot mesh) {
        Optional<Pod> found = pod(node, mesh);
        return found.isPresent()
                ? found.filter(pod -> mayTell(caller, pod)).map(Reporters::ref)
                : named(node).filter(ref -> ref.namespace().equals(caller.identity().namespace()));
    }

    static PodRef ref(Pod pod) {
        return new PodRef(pod.meta().key().namespace(), pod.meta().key().name());
    }

    private static Optional<PodRef> named(Node node) {
        String[] parts = node.getId().split("~", PARTS + 1);
        String name = parts.length == PARTS ? parts[2] : "";
        int dot = name.lastIndexOf('.');
        return dot <= 0
                ? Optional.empty()
                : Optional.of(new PodRef(name.substring(dot + 1), name.substring(0, dot)));
    }

    /// The pod of a node id, `sidecar~ADDRESS~NAME.NAMESPACE~DOMAIN`, where the registry has it. What it is comes from
    /// there, not from the node.
    static Optional<Pod> pod(Node node, MeshSnapshot mesh) {
        String[] parts = node.getId().split("~", PARTS + 1);
        if (parts.length != PARTS) {
            return Optional.empty();
        }
        return Optional.ofNullable(mesh.podsByIp().get(parts[1]))
                .filter(pod ->
                        parts[2].equals(
                                pod.meta().key().name() + "." + pod.meta().key().namespace()));
    }

    /// Whether this caller may tell of that pod. Where nobody was asked who he is, anybody may.
    static boolean mayTell(Caller caller, Pod pod) {
        return switch (caller) {
            case Caller.Anonymous _ -> true;
            case Caller.Known(var identity, var _, String name) ->
                    identity.namespace().equals(pod.meta().key().namespace())
                            && identity.serviceAccount().equals(account(pod))
                            && (name.isEmpty() || name.equals(pod.meta().key().name()));
        };
    }

    private static String account(Pod pod) {
        return pod.serviceAccount().isEmpty() ? "default" : pod.serviceAccount();
    }
}

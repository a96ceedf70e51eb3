package io.fairlead.simulation;

import io.fairlead.model.config.MeshObject;
import io.fairlead.model.config.Pod;
import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.testing.Meshes;
import io.fairlead.translate.input.MeshView;
import io.fairlead.translate.input.ProxyView;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// A mesh from YAML, and a proxy beside each of its pods.
final class SimulatedMesh {
    private final MeshSnapshot snapshot;
    private final MeshView view;
    private final Map<String, SimulatedProxy> proxies = new HashMap<>();

    SimulatedMesh(String... yaml) {
        this.snapshot = Meshes.of(yaml);
        this.view = MeshView.of(snapshot);
    }

    /// The proxy beside a pod.
    SimulatedProxy beside(String pod) {
        return proxies.computeIfAbsent(pod, name -> new SimulatedProxy(proxy(pod(name)), view));
    }

    private Pod pod(String name) {
        for (MeshObject object : snapshot.objects().values()) {
            if (object instanceof Pod pod && pod.name().equals(name)) {
                return pod;
            }
        }
        throw new IllegalArgumentException("no pod " + name);
    }

    private static ProxyView proxy(Pod pod) {
        return new ProxyView(
                pod.namespace(),
                pod.namespace() + ".svc.cluster.local",
                new TreeMap<>(pod.labels()),
                pod.ports(),
                ProxyView.ALL_EXTENSIONS,
                false);
    }
}

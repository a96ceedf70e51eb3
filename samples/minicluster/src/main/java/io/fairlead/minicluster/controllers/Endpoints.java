package io.fairlead.minicluster.controllers;

import io.fairlead.minicluster.schema.KubeObject;
import io.fairlead.minicluster.schema.ObjectName;
import io.fairlead.minicluster.schema.ServiceSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Which pods a Service leads to.
///
/// @param pods every pod of the Service that has an address, ready or not, in the order of their names
public record Endpoints(KubeObject.Service service, List<RunningPod> pods) {

    public Endpoints {
        pods = List.copyOf(pods);
    }

    /// The endpoints of one Service among all pods.
    public static Endpoints of(KubeObject.Service service, Collection<RunningPod> running) {
        String namespace = service.meta().name().namespace();
        return new Endpoints(
                service,
                running.stream()
                        .filter(pod -> pod.name().namespace().equals(namespace))
                        .filter(pod -> !pod.ip().isEmpty())
                        .filter(pod -> service.spec().selects(pod.meta().labels()))
                        .sorted(Comparator.comparing(RunningPod::name))
                        .toList());
    }

    /// Pods that take traffic now.
    public List<RunningPod> ready() {
        return pods.stream().filter(this::takesTraffic).toList();
    }

    /// Pods that take traffic on this port of the Service, with the port's number inside each.
    public List<Target> targets(ServiceSpec.Port port) {
        List<Target> targets = new ArrayList<>();
        for (RunningPod pod : ready()) {
            Optional<Integer> number = port.target().resolve(pod.spec().containers());
            number.ifPresent(value -> targets.add(new Target(pod.name(), pod.ip(), value)));
        }
        return targets;
    }

    /// True where the pod counts as ready for this Service.
    public boolean takesTraffic(RunningPod pod) {
        return pod.ready() || (service.spec().publishNotReady() && pod.staying());
    }

    /// A port of a pod.
    public record Target(ObjectName pod, String ip, int port) {}
}

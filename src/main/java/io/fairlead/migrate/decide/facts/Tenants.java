package io.fairlead.migrate.decide.facts;

import io.fairlead.migrate.decide.caller.PodTimes;
import io.fairlead.migrate.decide.caller.PodTimes.PodFacts;
import io.fairlead.model.config.Pod;
import io.fairlead.model.snapshot.MeshSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Keeps who has which address, from one snapshot of the mesh to the next.
public final class Tenants {
    private static final String ANNOTATION = "traffic.sidecar.istio.io/";
    private static final String NUMBER = "\\d{1,5}";

    private Tenants() {}

    /// The times after a change of the mesh.
    public static PodTimes next(
            PodTimes times, MeshSnapshot before, MeshSnapshot after, Instant now) {
        Map<String, Pod> had = before.podsByIp();
        Map<String, Pod> has = after.podsByIp();
        PodTimes.Change change = times.change();
        for (Map.Entry<String, Pod> one : had.entrySet()) {
            if (!has.containsKey(one.getKey())) {
                change.left(one.getKey(), now);
            }
        }
        for (Map.Entry<String, Pod> one : has.entrySet()) {
            Pod known = had.get(one.getKey());
            Pod pod = one.getValue();
            boolean same = known != null && known.key().equals(pod.key());
            boolean wasReady = known != null && same && known.ready();
            if (!same) {
                change.arrived(one.getKey(), facts(pod), now);
            }
            if (pod.ready() && !wasReady) {
                change.ready(one.getKey(), now);
            }
        }
        return change.done();
    }

    private static PodFacts facts(Pod pod) {
        Map<String, String> annotations = pod.meta().annotations();
        String ranges = annotations.getOrDefault(ANNOTATION + "includeOutboundIPRanges", "*");
        List<Integer> excluded = new ArrayList<>();
        for (String port :
                annotations.getOrDefault(ANNOTATION + "excludeOutboundPorts", "").split(",", -1)) {
            if (port.strip().matches(NUMBER)) {
                excluded.add(Integer.valueOf(port.strip()));
            }
        }
        return new PodFacts(
                pod.namespace(),
                pod.name(),
                pod.workload(),
                pod.serviceAccount(),
                Group.isMeshed(pod),
                pod.past().proxyUser(),
                ranges.isEmpty(),
                excluded,
                pod.past().early(),
                pod.hostNetwork());
    }
}

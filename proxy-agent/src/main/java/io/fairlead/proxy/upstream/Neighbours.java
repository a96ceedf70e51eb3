package io.fairlead.proxy.upstream;

import io.fairlead.proxy.meter.WorkloadLabels;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who an address is, as far as discovery tells: whoever answers for a Service of which this proxy knows. Who has no
/// sidecar doesn't introduce himself; his address is all there is. Belongs to one event loop.
final class Neighbours {

    /// Addresses that are remembered; one more, and all are forgotten.
    private static final int REMEMBERED_MAX = 512;

    /// Hosts that are looked at for one address; in a larger mesh the rest stays unknown.
    private static final int HOSTS_MAX = 20_000;

    private final Map<String, WorkloadLabels> known = new HashMap<>();

    /// Discovery says other things now.
    void forget() {
        known.clear();
    }

    /// @return unknown also where several workloads share the address
    WorkloadLabels of(String address, Map<String, ClusterLane> clusters) {
        WorkloadLabels found = known.get(address);
        if (found == null) {
            found = look(address, clusters);
            if (known.size() >= REMEMBERED_MAX) {
                known.clear();
            }
            known.put(address, found);
        }
        return found;
    }

    private static WorkloadLabels look(String address, Map<String, ClusterLane> clusters) {
        WorkloadLabels found = null;
        int looked = 0;
        for (ClusterLane cluster : clusters.values()) {
            for (HostState host : cluster.state().hosts()) {
                if (++looked > HOSTS_MAX) {
                    return orUnknown(found);
                }
                if (!host.host().address().host().equals(address)
                        || host.labels().equals(WorkloadLabels.UNKNOWN)) {
                    continue;
                }
                if (found != null && !found.equals(host.labels())) {
                    return WorkloadLabels.UNKNOWN;
                }
                found = host.labels();
            }
        }
        return orUnknown(found);
    }

    private static WorkloadLabels orUnknown(@Nullable WorkloadLabels found) {
        return found == null ? WorkloadLabels.UNKNOWN : found;
    }
}

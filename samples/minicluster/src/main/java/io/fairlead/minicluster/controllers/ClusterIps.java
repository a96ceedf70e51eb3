package io.fairlead.minicluster.controllers;

import io.fairlead.minicluster.schema.KubeObject;
import io.fairlead.minicluster.schema.ObjectName;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Addresses of Services: the same name gets the same address on every run, and keeps it as others come and go.
///
/// @param addresses the address of each Service that has one
public record ClusterIps(Map<ObjectName, String> addresses) {

    /// No Service has an address yet.
    public static final ClusterIps EMPTY = new ClusterIps(Map.of());

    // 10.96.1.0 to 10.111.255.254; what lies below is for the cluster's own (DNS is 10.96.0.10).
    private static final int FIRST = 10 << 24 | 96 << 16 | 1 << 8;
    private static final int COUNT = (16 << 16) - 512;

    public ClusterIps {
        addresses = Map.copyOf(addresses);
    }

    /// Addresses for these Services: an address asked for, else the one it has, else a free one.
    public ClusterIps allocate(Collection<KubeObject.Service> services) {
        SortedMap<ObjectName, KubeObject.Service> sorted = new TreeMap<>();
        for (KubeObject.Service service : services) {
            if (service.spec().hasClusterIp()) {
                sorted.put(service.meta().name(), service);
            }
        }
        Map<ObjectName, String> next = new TreeMap<>();
        Set<String> taken = new HashSet<>();
        sorted.forEach((name, service) -> {
            String asked = service.spec().clusterIp();
            String address = asked.isEmpty() ? addresses.getOrDefault(name, "") : asked;
            if (!address.isEmpty() && taken.add(address)) {
                next.put(name, address);
            }
        });
        for (ObjectName name : sorted.keySet()) {
            if (!next.containsKey(name)) {
                next.put(name, free(name, taken));
            }
        }
        return new ClusterIps(next);
    }

    /// The Service's address; empty where it has none.
    public String of(ObjectName service) {
        return addresses.getOrDefault(service, "");
    }

    private static String free(ObjectName name, Set<String> taken) {
        int start = Math.floorMod(name.toString().hashCode() * 0x9E3779B1, COUNT);
        for (int i = 0; i < COUNT; i++) {
            String address = text(FIRST + (start + i) % COUNT);
            if (taken.add(address)) {
                return address;
            }
        }
        throw new IllegalStateException("more Services than addresses");
    }

    private static String text(int address) {
        return "%d.%d.%d.%d"
                .formatted(
                        address >>> 24, address >>> 16 & 255, address >>> 8 & 255, address & 255);
    }
}

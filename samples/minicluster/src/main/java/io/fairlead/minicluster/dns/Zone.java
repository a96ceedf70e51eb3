package io.fairlead.minicluster.dns;

import io.fairlead.minicluster.controllers.ClusterIps;
import io.fairlead.minicluster.controllers.Endpoints;
import io.fairlead.minicluster.controllers.RunningPod;
import io.fairlead.minicluster.schema.ObjectName;
import io.fairlead.minicluster.schema.PodSpec;
import io.fairlead.minicluster.schema.ServiceSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Everything the name server knows.
///
/// @param entries by full name in lower case, without the final dot
public record Zone(Map<String, Entry> entries) {

    /// The part of all names below which this zone answers for itself.
    public static final String DOMAIN = "cluster.local";

    /// Knows no name.
    public static final Zone EMPTY = new Zone(Map.of());

    public Zone {
        entries = Map.copyOf(entries);
    }

    /// What a name stands for.
    public sealed interface Entry {

        /// One or more addresses.
        record Addresses(List<String> ips) implements Entry {
            public Addresses {
                ips = List.copyOf(ips);
            }
        }

        /// Another name.
        record Alias(String target) implements Entry {}
    }

    /// The names of these Services.
    public static Zone of(Collection<Endpoints> services, ClusterIps clusterIps) {
        Map<String, Entry> entries = new HashMap<>();
        for (Endpoints endpoints : services) {
            ServiceSpec spec = endpoints.service().spec();
            ObjectName name = endpoints.service().meta().name();
            String full = nameOf(name);
            if (spec.type() == ServiceSpec.Type.EXTERNAL_NAME) {
                entries.put(full, new Entry.Alias(bare(spec.externalName())));
            } else if (spec.headless()) {
                putPods(entries, full, endpoints);
            } else if (!clusterIps.of(name).isEmpty()) {
                entries.put(full, new Entry.Addresses(List.of(clusterIps.of(name))));
            }
        }
        return new Zone(entries);
    }

    /// True where some known name lies below this one.
    boolean hasNamesBelow(String name) {
        return entries.keySet().stream().anyMatch(known -> known.endsWith("." + name));
    }

    static String bare(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static String nameOf(ObjectName service) {
        return bare(service.name() + "." + service.namespace() + ".svc." + DOMAIN);
    }

    private static void putPods(Map<String, Entry> entries, String full, Endpoints endpoints) {
        List<String> ips = new ArrayList<>();
        for (RunningPod pod : endpoints.ready()) {
            ips.add(pod.ip());
            PodSpec spec = pod.spec();
            if (!spec.hostname().isEmpty()
                    && spec.subdomain().equals(endpoints.service().meta().name().name())) {
                entries.put(
                        bare(spec.hostname() + "." + full), new Entry.Addresses(List.of(pod.ip())));
            }
        }
        if (!ips.isEmpty()) {
            entries.put(full, new Entry.Addresses(ips));
        }
    }
}

package io.fairlead.ingest.decode;

import io.fairlead.model.config.Meta;
import io.fairlead.model.config.Node;
import io.fairlead.model.config.Pod;
import io.fairlead.model.config.Pod.PastSidecar;
import io.fairlead.model.config.Workload;
import io.fairlead.model.service.ContainerPort;
import io.fairlead.model.service.Locality;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads Pods, what makes them, and what they run on.
final class PodReader {
    private static final String HASH = "pod-template-hash";
    private static final String PROXY = "istio-proxy";

    /// Init containers that make a pod ready for its proxy, and call nobody.
    private static final Set<String> OF_PROXY = Set.of("istio-init", "istio-validation");

    private static final int PROXY_USER = 1337;
    private static final Pattern RUN = Pattern.compile("(.+)-\\d{8,10}");

    private PodReader() {}

    static Pod pod(Meta meta, Cursor object) {
        Cursor spec = object.child("spec");
        Cursor status = object.child("status");
        Set<String> ips = new LinkedHashSet<>();
        if (status != null) {
            ips.add(status.text("podIP"));
            status.list("podIPs").forEach(ip -> ips.add(ip.text("ip")));
            ips.remove("");
        }
        Owner owner = owner(meta, object);
        return new Pod(
                meta,
                ips.isEmpty() ? "" : ips.iterator().next(),
                List.copyOf(ips),
                spec == null ? "default" : serviceAccount(spec),
                owner.name,
                owner.kind,
                spec == null ? "" : spec.text("nodeName"),
                spec == null ? List.of() : ports(spec),
                status != null && isReady(status),
                spec != null && spec.flag("hostNetwork"),
                spec == null ? PastSidecar.NOTHING : past(spec));
    }

    /// Init containers run one after the other: those behind a sidecar that is one of them run beside it.
    private static PastSidecar past(Cursor spec) {
        boolean early = false;
        for (Cursor container : spec.list("initContainers")) {
            String name = container.text("name");
            if (name.equals(PROXY)) {
                break;
            }
            early |= !OF_PROXY.contains(name);
        }
        int user = user(spec, 0);
        boolean proxyUser =
                spec.list("containers").stream()
                        .filter(container -> !container.text("name").equals(PROXY))
                        .anyMatch(container -> user(container, user) == PROXY_USER);
        return new PastSidecar(early, proxyUser);
    }

    private static int user(Cursor object, int otherwise) {
        Cursor context = object.child("securityContext");
        return context == null ? otherwise : context.integer("runAsUser", otherwise);
    }

    private static boolean isReady(Cursor status) {
        return status.list("conditions").stream()
                .anyMatch(c ->
                        c.text("type").equals("Ready")
                                && c.text("status").equalsIgnoreCase("true"));
    }

    private static String serviceAccount(Cursor spec) {
        String name = spec.text("serviceAccountName");
        String old = name.isEmpty() ? spec.text("serviceAccount") : name;
        return old.isEmpty() ? "default" : old;
    }

    private static List<ContainerPort> ports(Cursor spec) {
        List<ContainerPort> ports = new ArrayList<>();
        for (Cursor container : spec.list("containers")) {
            for (Cursor port : container.list("ports")) {
                String protocol = port.text("protocol");
                ports.add(
                        new ContainerPort(
                                port.text("name"),
                                port.integer("containerPort", 0),
                                protocol.isEmpty() ? "TCP" : protocol));
            }
        }
        return ports;
    }

    /// A ReplicaSet is called after its Deployment plus the hash that the pod also carries as a label; a Job of a
    /// CronJob after that and the minute in which it was due.
    private static Owner owner(Meta meta, Cursor object) {
        Cursor metadata = object.child("metadata");
        if (metadata != null) {
            for (Cursor reference : metadata.list("ownerReferences")) {
                String name = reference.text("name");
                String kind = reference.text("kind");
                String hash = meta.labels().getOrDefault(HASH, "");
                if (kind.equals("ReplicaSet") && !hash.isEmpty() && name.endsWith("-" + hash)) {
                    return new Owner(
                            name.substring(0, name.length() - hash.length() - 1), "Deployment");
                }
                Matcher run = RUN.matcher(name);
                return kind.equals("Job") && run.matches()
                        ? new Owner(run.group(1), "CronJob")
                        : new Owner(name, kind);
            }
        }
        return new Owner(meta.key().name(), "Pod");
    }

    static Workload workload(Meta meta, Cursor object) {
        Cursor spec = object.child("spec");
        Cursor template = spec == null ? null : spec.child("template");
        Cursor podMeta = template == null ? null : template.child("metadata");
        Cursor podSpec = template == null ? null : template.child("spec");
        return new Workload(
                meta,
                spec == null ? 1 : spec.integer("replicas", 1),
                selector(spec),
                podMeta == null ? Map.of() : podMeta.textMap("labels"),
                podSpec == null ? "default" : serviceAccount(podSpec),
                podSpec == null ? List.of() : ports(podSpec));
    }

    private static Map<String, String> selector(@Nullable Cursor spec) {
        Cursor selector = spec == null ? null : spec.child("selector");
        return selector == null ? Map.of() : selector.textMap("matchLabels");
    }

    static Node node(Meta meta, Cursor object) {
        Cursor status = object.child("status");
        List<String> addresses = new ArrayList<>();
        if (status != null) {
            for (Cursor one : status.list("addresses")) {
                if (one.text("type").endsWith("IP")) {
                    addresses.add(one.text("address"));
                }
            }
        }
        Map<String, String> labels = meta.labels();
        return new Node(
                meta,
                new Locality(
                        labels.getOrDefault("topology.kubernetes.io/region", ""),
                        labels.getOrDefault("topology.kubernetes.io/zone", ""),
                        labels.getOrDefault("topology.istio.io/subzone", "")),
                addresses);
    }

    private record Owner(String name, String kind) {}
}

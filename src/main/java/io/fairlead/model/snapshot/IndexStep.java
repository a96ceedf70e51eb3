package io.fairlead.model.snapshot;

import io.fairlead.model.config.CronJob;
import io.fairlead.model.config.DestinationRule;
import io.fairlead.model.config.EndpointSlice;
import io.fairlead.model.config.Gateway;
import io.fairlead.model.config.MeshConfig;
import io.fairlead.model.config.MeshObject;
import io.fairlead.model.config.MtlsMigration;
import io.fairlead.model.config.Namespace;
import io.fairlead.model.config.Node;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.OtherConfig;
import io.fairlead.model.config.PeerAuthentication;
import io.fairlead.model.config.Pod;
import io.fairlead.model.config.Role;
import io.fairlead.model.config.RoleBinding;
import io.fairlead.model.config.Secret;
import io.fairlead.model.config.Service;
import io.fairlead.model.config.ServiceAccount;
import io.fairlead.model.config.ServiceEntry;
import io.fairlead.model.config.Telemetry;
import io.fairlead.model.config.VirtualService;
import io.fairlead.model.config.Workload;
import io.fairlead.model.service.ServiceEndpoints;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One step of the index: what [MeshIndex#of] would make of the objects, made of the index before and of what changed.
///
/// @param services those that differ, by host
/// @param endpoints hosts of services whose endpoints differ
record IndexStep(
        MeshIndex index, Map<String, MeshDelta.Reregistered> services, Set<String> endpoints) {

    /// When more than one object in so many changed, all are arranged anew.
    private static final int SHARE = 4;

    static IndexStep from(
            MeshIndex before,
            SortedMap<ObjectKey, MeshDelta.Changed> changed,
            OrderedMap<ObjectKey, MeshObject> objects) {
        if (changed.isEmpty()) {
            return new IndexStep(before, Map.of(), Set.of());
        }
        if (changed.size() * SHARE > objects.size() || isFarReaching(changed)) {
            MeshIndex index = MeshIndex.of(objects.values());
            return new IndexStep(
                    index,
                    reregistered(
                            differing(before.services(), index.services()),
                            before.services(),
                            index.services()),
                    differing(before.endpoints(), index.endpoints()));
        }
        return new Parts(before).step(changed, objects);
    }

    /// Settings of the mesh and nodes count everywhere.
    private static boolean isFarReaching(SortedMap<ObjectKey, MeshDelta.Changed> changed) {
        return changed.values().stream()
                .anyMatch(c -> isFarReaching(c.before()) || isFarReaching(c.after()));
    }

    private static boolean isFarReaching(@Nullable MeshObject object) {
        return object instanceof MeshConfig || object instanceof Node;
    }

    private static <V> Set<String> differing(Map<String, V> before, Map<String, V> after) {
        Set<String> hosts = new HashSet<>(before.keySet());
        hosts.addAll(after.keySet());
        return differing(hosts, before, after);
    }

    private static <V> Set<String> differing(
            Set<String> hosts, Map<String, V> before, Map<String, V> after) {
        Set<String> differ = new HashSet<>(hosts);
        differ.removeIf(host -> Objects.equals(before.get(host), after.get(host)));
        return differ;
    }

    private static Map<String, MeshDelta.Reregistered> reregistered(
            Set<String> hosts, Map<String, Service> before, Map<String, Service> after) {
        Map<String, MeshDelta.Reregistered> found = new HashMap<>();
        hosts.forEach(host ->
                found.put(host, new MeshDelta.Reregistered(before.get(host), after.get(host))));
        return found;
    }

    /// The next index in the making.
    private static final class Parts {
        private final MeshIndex before;
        private OrderedMap<String, Service> services;
        private OrderedMap<String, List<ServiceEntry>> entries;
        private OrderedMap<ObjectKey, List<EndpointSlice>> slices;
        private OrderedMap<String, Pod> pods;
        private OrderedMap<String, Pod> podsByIp;
        private OrderedMap<String, Namespace> namespaces;
        private final List<VirtualService> virtualServices;
        private final List<DestinationRule> destinationRules;
        private final List<PeerAuthentication> peerAuthentications;
        private final List<Telemetry> telemetries;
        private boolean virtualServicesDiffer;
        private boolean destinationRulesDiffer;
        private boolean peerAuthenticationsDiffer;
        private boolean telemetriesDiffer;

        /// Hosts of services that were touched.
        private final Set<String> hosts = new HashSet<>();

        /// Keys of services whose slices or pods were touched.
        private final Set<ObjectKey> joined = new HashSet<>();

        private final Set<String> podNames = new HashSet<>();
        private final Set<String> ips = new HashSet<>();

        Parts(MeshIndex before) {
            this.before = before;
            this.services = OrderedMap.copyOf(before.services());
            this.entries = OrderedMap.copyOf(before.entries());
            this.slices = OrderedMap.copyOf(before.slices());
            this.pods = OrderedMap.copyOf(before.pods());
            this.podsByIp = OrderedMap.copyOf(before.podsByIp());
            this.namespaces = OrderedMap.copyOf(before.namespaces());
            this.virtualServices = new ArrayList<>(before.virtualServices());
            this.destinationRules = new ArrayList<>(before.destinationRules());
            this.peerAuthentications = new ArrayList<>(before.peerAuthentications());
            this.telemetries = new ArrayList<>(before.telemetries());
        }

        IndexStep step(
                SortedMap<ObjectKey, MeshDelta.Changed> changed,
                OrderedMap<ObjectKey, MeshObject> objects) {
            changed.values().forEach(c -> remove(c.before()));
            changed.values().forEach(c -> add(c.after()));
            if (!podNames.isEmpty()) {
                findByIp();
                findJoined();
            }
            hosts.forEach(this::register);
            OrderedMap<String, ServiceEndpoints> endpoints = joined(objects);
            MeshIndex index =
                    new MeshIndex(
                            before.mesh(),
                            services,
                            entries,
                            endpoints,
                            slices,
                            sorted(
                                    virtualServicesDiffer,
                                    virtualServices,
                                    before.virtualServices()),
                            sorted(
                                    destinationRulesDiffer,
                                    destinationRules,
                                    before.destinationRules()),
                            sorted(
                                    peerAuthenticationsDiffer,
                                    peerAuthentications,
                                    before.peerAuthentications()),
                            sorted(telemetriesDiffer, telemetries, before.telemetries()),
                            pods,
                            podsByIp,
                            namespaces,
                            before.nodes());
            return new IndexStep(
                    index,
                    reregistered(
                            differing(hosts, before.services(), services),
                            before.services(),
                            services),
                    differing(hosts, before.endpoints(), endpoints));
        }

        private void remove(@Nullable MeshObject object) {
            switch (object) {
                case null -> {}
                case Service service -> {
                    services = services.without(service.host());
                    hosts.add(service.host());
                }
                case ServiceEntry entry -> {
                    for (String host : MeshIndex.hostsOf(entry)) {
                        List<ServiceEntry> rest = new ArrayList<>(wanting(host));
                        rest.removeIf(is(entry.key()));
                        entries =
                                rest.isEmpty()
                                        ? entries.without(host)
                                        : entries.with(host, List.copyOf(rest));
                        hosts.add(host);
                    }
                }
                case EndpointSlice slice -> {
                    ObjectKey key = MeshIndex.serviceOf(slice);
                    List<EndpointSlice> rest = new ArrayList<>(of(key));
                    rest.removeIf(known -> known.key().equals(slice.key()));
                    slices =
                            rest.isEmpty()
                                    ? slices.without(key)
                                    : slices.with(key, List.copyOf(rest));
                    joined.add(key);
                }
                case VirtualService rule ->
                        virtualServicesDiffer |= virtualServices.removeIf(is(rule.key()));
                case DestinationRule rule ->
                        destinationRulesDiffer |= destinationRules.removeIf(is(rule.key()));
                case PeerAuthentication rule ->
                        peerAuthenticationsDiffer |= peerAuthentications.removeIf(is(rule.key()));
                case Telemetry telemetry ->
                        telemetriesDiffer |= telemetries.removeIf(is(telemetry.key()));
                case Pod pod -> {
                    pods = pods.without(MeshIndex.nameOf(pod));
                    touched(pod);
                }
                case Namespace namespace -> namespaces = namespaces.without(namespace.name());
                case MeshConfig _, Node _ -> throw new IllegalStateException("far-reaching");
                case CronJob _,
                        Gateway _,
                        Role _,
                        RoleBinding _,
                        Secret _,
                        ServiceAccount _,
                        Workload _,
                        MtlsMigration _,
                        OtherConfig _ -> {
                    // Nobody asks for them by anything but their key.
                }
            }
        }

        private void add(@Nullable MeshObject object) {
            switch (object) {
                case null -> {}
                case Service service -> {
                    services = services.with(service.host(), service);
                    hosts.add(service.host());
                }
                case ServiceEntry entry -> {
                    for (String host : MeshIndex.hostsOf(entry)) {
                        List<ServiceEntry> more = new ArrayList<>(wanting(host));
                        more.add(entry);
                        more.sort(MeshObject.OLDEST_FIRST);
                        entries = entries.with(host, List.copyOf(more));
                        hosts.add(host);
                    }
                }
                case EndpointSlice slice -> {
                    ObjectKey key = MeshIndex.serviceOf(slice);
                    List<EndpointSlice> more = new ArrayList<>(of(key));
                    more.add(slice);
                    more.sort(Comparator.comparing(EndpointSlice::key));
                    slices = slices.with(key, List.copyOf(more));
                    joined.add(key);
                }
                case VirtualService rule -> virtualServicesDiffer |= virtualServices.add(rule);
                case DestinationRule rule -> destinationRulesDiffer |= destinationRules.add(rule);
                case PeerAuthentication rule ->
                        peerAuthenticationsDiffer |= peerAuthentications.add(rule);
                case Telemetry telemetry -> telemetriesDiffer |= telemetries.add(telemetry);
                case Pod pod -> {
                    pods = pods.with(MeshIndex.nameOf(pod), pod);
                    touched(pod);
                }
                case Namespace namespace ->
                        namespaces = namespaces.with(namespace.name(), namespace);
                case MeshConfig _, Node _ -> throw new IllegalStateException("far-reaching");
                case CronJob _,
                        Gateway _,
                        Role _,
                        RoleBinding _,
                        Secret _,
                        ServiceAccount _,
                        Workload _,
                        MtlsMigration _,
                        OtherConfig _ -> {
                    // Nobody asks for them by anything but their key.
                }
            }
        }

        private List<ServiceEntry> wanting(String host) {
            return entries.getOrDefault(host, List.of());
        }

        /// Who has a host: Kubernetes, else the oldest entry that wants it.
        private void register(String host) {
            Service known = services.get(host);
            if (known == null || known.isEntry()) {
                List<ServiceEntry> wanting = wanting(host);
                services =
                        wanting.isEmpty()
                                ? services.without(host)
                                : services.with(host, wanting.getFirst().service(host));
            }
        }

        private static Predicate<MeshObject> is(ObjectKey key) {
            return object -> object.key().equals(key);
        }

        private List<EndpointSlice> of(ObjectKey service) {
            return slices.getOrDefault(service, List.of());
        }

        private void touched(Pod pod) {
            podNames.add(pod.name());
            ips.addAll(pod.ips());
        }

        /// Of pods that say the same address the last one counts.
        private void findByIp() {
            Map<String, Pod> found = new TreeMap<>();
            for (Pod pod : pods.values()) {
                for (String ip : pod.hostNetwork() ? List.<String>of() : pod.ips()) {
                    if (ips.contains(ip)) {
                        found.merge(ip, pod, (a, b) -> a.key().compareTo(b.key()) < 0 ? b : a);
                    }
                }
            }
            for (String ip : ips) {
                Pod pod = found.get(ip);
                podsByIp = pod == null ? podsByIp.without(ip) : podsByIp.with(ip, pod);
            }
        }

        /// Services that may have a touched pod behind them.
        private void findJoined() {
            slices.forEach((key, all) -> {
                for (EndpointSlice slice : all) {
                    for (EndpointSlice.Address address : slice.addresses()) {
                        String pod = address.pod();
                        if (pod == null
                                ? address.ips().stream().anyMatch(ips::contains)
                                : podNames.contains(pod)) {
                            joined.add(key);
                        }
                    }
                }
            });
        }

        private OrderedMap<String, ServiceEndpoints> joined(
                OrderedMap<ObjectKey, MeshObject> objects) {
            for (ObjectKey key : joined) {
                if (objects.get(key) instanceof Service service) {
                    hosts.add(service.host());
                }
            }
            EndpointJoin join = new EndpointJoin(pods, podsByIp, before.nodes());
            OrderedMap<String, ServiceEndpoints> endpoints = OrderedMap.copyOf(before.endpoints());
            for (String host : hosts) {
                Service service = services.get(host);
                endpoints =
                        service == null
                                ? endpoints.without(host)
                                : endpoints.with(host, join.of(service, of(service.key())));
            }
            return endpoints;
        }

        /// The list of before where nothing differs: its identity says so to readers.
        private static <T extends MeshObject> List<T> sorted(
                boolean differs, List<T> next, List<T> before) {
            if (!differs) {
                return before;
            }
            next.sort(MeshObject.OLDEST_FIRST);
            return next;
        }
    }
}

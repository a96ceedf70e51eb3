package io.fairlead.migrate.decide.facts;

import io.fairlead.migrate.decide.effect.LockPolicies;
import io.fairlead.migrate.decide.plan.Blocker;
import io.fairlead.model.config.DestinationRule;
import io.fairlead.model.config.PeerAuthentication;
import io.fairlead.model.config.Pod;
import io.fairlead.model.config.Service;
import io.fairlead.model.mtls.Exemption;
import io.fairlead.model.mtls.UnitId;
import io.fairlead.model.policy.MtlsMode;
import io.fairlead.model.policy.Subset;
import io.fairlead.model.policy.TrafficPolicy;
import io.fairlead.model.policy.TrafficPolicy.ClientTls;
import io.fairlead.model.route.Hosts;
import io.fairlead.model.service.ServicePort;
import io.fairlead.model.snapshot.MeshSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// All units of a mesh, with what its configuration says against STRICT: found at once, without traffic.
public final class Inventory {
    private static final String ANNOTATION = "traffic.sidecar.istio.io/";

    private final MeshSnapshot mesh;
    private final List<Led> groups;

    /// A group, and the services that lead to it.
    private record Led(Group group, List<Service> services) {
        Set<Integer> ports() {
            return group.ports(services);
        }
    }

    private Inventory(MeshSnapshot mesh) {
        this.mesh = mesh;
        Selectors selectors = Selectors.of(mesh);
        this.groups =
                Group.all(mesh).stream()
                        .map(group -> new Led(group, selectors.leadingTo(group)))
                        .toList();
    }

    /// In the order of their names.
    public static List<Known> of(MeshSnapshot mesh) {
        return arranged(mesh).units();
    }

    static Inventory arranged(MeshSnapshot mesh) {
        return new Inventory(mesh);
    }

    /// In the order of their names.
    List<Known> units() {
        List<Known> all = new ArrayList<>();
        String root = mesh.mesh().rootNamespace();
        for (Led led : groups) {
            Group group = led.group();
            if (group.namespace().equals(root) && !group.meshed()) {
                continue; // The control plane: it is no part of the mesh.
            }
            Set<Integer> ports = led.ports();
            ports.forEach(port -> all.add(unit(group, led.services(), ports, port)));
        }
        return all;
    }

    /// The workloads of the mesh as policies see them.
    List<LockPolicies.Target> targets() {
        List<LockPolicies.Target> all = new ArrayList<>();
        String root = mesh.mesh().rootNamespace();
        for (Led led : groups) {
            Group group = led.group();
            SortedSet<Integer> ports = new TreeSet<>(led.ports());
            if (!ports.isEmpty() && (group.meshed() || !group.namespace().equals(root))) {
                all.add(
                        new LockPolicies.Target(
                                group.namespace(), group.workload(), group.labels(), ports));
            }
        }
        return all;
    }

    /// Units to which Services lead that have a port on every node, as `namespace/workload:port`.
    Set<String> behindNodePorts() {
        Set<String> units = new TreeSet<>();
        for (Led led : groups) {
            Group group = led.group();
            for (Service service : led.services()) {
                if (service.type() == Service.Type.NODE_PORT
                        || service.type() == Service.Type.LOAD_BALANCER) {
                    service.ports().stream()
                            .flatMap(port -> group.target(port).stream())
                            .forEach(port -> units.add(group.owner() + ":" + port));
                }
            }
        }
        return units;
    }

    /// Whom annotations of pods exempt.
    List<Exemption> exemptions() {
        List<Exemption> all = new ArrayList<>();
        for (Led led : groups) {
            all.addAll(new Annotations(led.group(), led.ports()).exemptions());
        }
        return all;
    }

    private Known unit(Group group, List<Service> services, Set<Integer> ports, int port) {
        UnitId id = new UnitId(group.namespace(), group.workload(), port);
        List<PeerAuthentication> policies = mesh.peerAuthentications();
        String root = mesh.mesh().rootNamespace();
        MtlsMode mode =
                PeerAuthentication.modes(policies, root, group.namespace(), group.labels())
                        .of(port);
        Optional<PeerAuthentication> decider =
                PeerAuthentication.deciders(policies, root, group.namespace(), group.labels())
                        .reversed()
                        .stream()
                        .filter(policy -> policy.decides(port))
                        .findFirst();
        boolean person = decider.filter(policy -> !LockPolicies.isOwn(policy)).isPresent();
        Annotations annotations = new Annotations(group, ports);
        String trouble =
                mode == MtlsMode.DISABLE
                        ? decider.map(policy -> policy.key() + " says DISABLE").orElse("")
                        : annotations.trouble();
        List<Blocker> statics = new ArrayList<>();
        noSidecar(id, group).ifPresent(statics::add);
        servicePorts(id, group, services, ports).ifPresent(statics::add);
        clientTls(id, group, services).ifPresent(statics::add);
        annotations.blocker(id).ifPresent(statics::add);
        return new Known(
                id,
                mode,
                group.pods().stream().map(Pod::name).sorted().toList(),
                excluded(group, port),
                trouble,
                person && mode == MtlsMode.STRICT,
                statics);
    }

    /// F14: without a sidecar nobody ends mutual TLS.
    private static Optional<Blocker> noSidecar(UnitId id, Group group) {
        if (group.meshed()) {
            return Optional.empty();
        }
        return Optional.of(
                new Blocker(
                        id,
                        "SERVER_NO_SIDECAR",
                        group.owner() + " has pods without a sidecar",
                        ("kubectl label namespace %s istio-injection=enabled"
                                        + " && kubectl -n %s rollout restart deployment %s")
                                .formatted(id.namespace(), id.namespace(), id.workload()),
                        true));
    }

    /// F9: whoever wrote the port of the Service meant this port, and reached none.
    private Optional<Blocker> servicePorts(
            UnitId id, Group group, List<Service> services, Set<Integer> ports) {
        for (PeerAuthentication policy : mesh.peerAuthentications()) {
            if (!policy.namespace().equals(group.namespace()) || !group.has(policy.selector())) {
                continue;
            }
            for (int named : policy.ports().keySet()) {
                boolean meant =
                        !ports.contains(named)
                                && services.stream()
                                        .flatMap(service -> service.port(named).stream())
                                        .anyMatch(p ->
                                                group.target(p).equals(Optional.of(id.port())));
                if (meant) {
                    return Optional.of(
                            new Blocker(
                                    id,
                                    "PORT_OF_SERVICE",
                                    "%s names port %d, which is the Service's"
                                            .formatted(policy.key(), named),
                                    "write \"%d\" in its portLevelMtls".formatted(id.port()),
                                    true));
                }
            }
        }
        return Optional.empty();
    }

    /// F12: clients that are told to speak something else than the mesh's TLS.
    private Optional<Blocker> clientTls(UnitId id, Group group, List<Service> services) {
        for (DestinationRule rule : mesh.destinationRules()) {
            String host = Hosts.fqdn(rule.host(), rule.namespace(), mesh.mesh().domain());
            for (Service service : services) {
                for (ServicePort port : service.ports()) {
                    boolean leads = group.target(port).equals(Optional.of(id.port()));
                    if (!leads || !Hosts.covers(host, service.host())) {
                        continue;
                    }
                    Optional<String> mode = otherTls(rule, group, port.number());
                    if (mode.isPresent()) {
                        return Optional.of(
                                new Blocker(
                                        id,
                                        "DR_TLS_" + mode.get(),
                                        "%s makes clients of %s speak %s"
                                                .formatted(rule.key(), service.host(), mode.get()),
                                        "write mode: ISTIO_MUTUAL there, or drop tls",
                                        true));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> otherTls(DestinationRule rule, Group group, int port) {
        Optional<String> general = otherTls(rule.trafficPolicy(), port);
        if (general.isPresent()) {
            return general;
        }
        return rule.subsets().stream()
                .filter(subset -> group.has(subset.labels()))
                .map(Subset::trafficPolicy)
                .flatMap(policy -> otherTls(policy, port).stream())
                .findFirst();
    }

    private static Optional<String> otherTls(TrafficPolicy policy, int port) {
        TrafficPolicy own = policy.ports().get(port);
        @Nullable ClientTls tls = own == null ? policy.tls() : own.tls();
        return Optional.ofNullable(tls)
                .map(ClientTls::mode)
                .filter(mode -> !mode.equals(ClientTls.ISTIO_MUTUAL) && !mode.isEmpty());
    }

    /// F15: a port that is kept from the sidecar is seen by nobody.
    private static String excluded(Group group, int port) {
        for (Pod pod : group.pods()) {
            String out =
                    pod.meta().annotations().getOrDefault(ANNOTATION + "excludeInboundPorts", "");
            if (names(out, port)) {
                return "%s keeps port %d from its sidecar by %sexcludeInboundPorts"
                        .formatted(pod.key(), port, ANNOTATION);
            }
            String in =
                    pod.meta().annotations().getOrDefault(ANNOTATION + "includeInboundPorts", "*");
            if (!in.equals("*") && !names(in, port)) {
                return "%s leaves port %d out of %sincludeInboundPorts"
                        .formatted(pod.key(), port, ANNOTATION);
            }
        }
        return "";
    }

    private static boolean names(String list, int port) {
        return Arrays.stream(list.split(",", -1)).anyMatch(p -> p.strip().equals("" + port));
    }
}

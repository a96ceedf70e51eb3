package io.fairlead.translate.input;

import io.fairlead.model.config.Gateway;
import io.fairlead.model.config.MeshConfig;
import io.fairlead.model.config.MeshObject;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.PeerAuthentication;
import io.fairlead.model.config.Role;
import io.fairlead.model.config.RoleBinding;
import io.fairlead.model.config.Secret;
import io.fairlead.model.config.Service;
import io.fairlead.model.config.Telemetry;
import io.fairlead.model.config.VirtualService;
import io.fairlead.model.policy.MtlsMode;
import io.fairlead.model.policy.MtlsModes;
import io.fairlead.model.service.Endpoint;
import io.fairlead.model.service.ServiceEndpoints;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The one way from a translator to the snapshot: every question is noted as an [InputKey].
public final class Reader {
    /// The injector puts it on each pod to which it gives a proxy.
    private static final Map<String, String> MESHED = Map.of("security.istio.io/tlsMode", "istio");

    private static final String RBAC = "rbac.authorization.k8s.io";

    private final MeshView view;
    private final Set<InputKey> read = new HashSet<>();

    /// The pods of a service mostly have the same labels.
    private final Map<Workload, MtlsModes> modes = new HashMap<>();

    private final Map<Workload, MtlsModes> told = new HashMap<>();

    private record Workload(String namespace, Map<String, String> labels) {}

    public Reader(MeshView view) {
        this.view = view;
        // Names of hosts, namespaces of rules and timeouts depend on it everywhere.
        read.add(new InputKey.OfMesh());
    }

    /// What was read so far.
    public Set<InputKey> keys() {
        return Set.copyOf(read);
    }

    public MeshConfig mesh() {
        return view.snapshot().mesh();
    }

    public Optional<Service> service(String host) {
        read.add(new InputKey.OfService(host));
        return Optional.ofNullable(view.snapshot().services().get(host));
    }

    /// Services with a port of this number, in order of their hosts.
    public List<Service> servicesOn(int port) {
        read.add(new InputKey.OfPort(port));
        return view.byPort().getOrDefault(port, List.of());
    }

    /// Services of a namespace, in order of their hosts; none of an entry.
    public List<Service> servicesIn(String namespace) {
        read.add(new InputKey.OfNamespace(namespace));
        return view.byNamespace().getOrDefault(namespace, List.of());
    }

    public ServiceEndpoints endpoints(String host) {
        read.add(new InputKey.OfEndpoints(host));
        return view.snapshot().endpoints(host);
    }

    /// Services that are only other names for a host.
    public List<Service> aliases(String host) {
        read.add(new InputKey.OfAliases(host));
        return view.aliases().getOrDefault(host, List.of());
    }

    /// VirtualServices, oldest first.
    public List<VirtualService> virtualServices() {
        read.add(new InputKey.OfRoutes());
        return view.snapshot().virtualServices();
    }

    /// Gateways, oldest first.
    public List<Gateway> gateways() {
        read.add(new InputKey.OfGateways());
        return view.gateways();
    }

    /// VirtualServices that name a host: those with exactly this name, then wildcards that cover it; each oldest first.
    public List<VirtualService> routesTo(String host) {
        read.add(new InputKey.OfRoutesTo(host));
        return view.routesTo(host);
    }

    /// True when another host may want a name that this one wants.
    public boolean contestsDomains(String host) {
        read.add(new InputKey.OfDomains(host));
        return view.contest().involves(host);
    }

    /// What the DestinationRules say about a host, for clients of a class.
    public Rule rule(String host, ProxyClass.Outbound client) {
        read.add(new InputKey.OfRules(host));
        read.add(new InputKey.OfService(host)); // Its namespace decides which rules count.
        return Rules.choose(view, host, client);
    }

    /// What the ports of a workload accept from peers: also what clients may still do by other policies.
    public MtlsModes mtls(String namespace, Map<String, String> labels) {
        return modes.computeIfAbsent(
                new Workload(namespace, labels),
                workload -> {
                    MeshView.Peers peers = view.peers();
                    MtlsModes wanted = decide(workload, peers.wanted());
                    return peers.handover().isSettled()
                            ? wanted
                            : wanted.bridging(decide(workload, peers.told()))
                                    .bridging(decide(workload, peers.former()));
                });
    }

    private MtlsModes told(Endpoint server) {
        return told.computeIfAbsent(
                new Workload(server.namespace(), server.labels()),
                workload -> decide(workload, view.peers().told()));
    }

    private MtlsModes decide(Workload workload, Map<String, List<PeerAuthentication>> from) {
        String root = mesh().rootNamespace();
        List<PeerAuthentication> policies = new ArrayList<>(peers(root, from));
        if (!workload.namespace().equals(root)) {
            policies.addAll(peers(workload.namespace(), from));
        }
        return PeerAuthentication.modes(policies, root, workload.namespace(), workload.labels());
    }

    /// True for a server whose proxy takes mutual TLS on this port, as far as its clients are to know.
    public boolean speaksMutualTls(Endpoint server) {
        return server.hasLabels(MESHED) && told(server).of(server.port()) != MtlsMode.DISABLE;
    }

    /// The Telemetries that count for a workload, the widest first.
    public List<Telemetry> telemetries(String namespace, Map<String, String> labels) {
        String root = mesh().rootNamespace();
        read.add(new InputKey.OfTelemetry(root));
        read.add(new InputKey.OfTelemetry(namespace));
        return Telemetry.deciders(view.snapshot().telemetries(), root, namespace, labels);
    }

    /// The Secrets of a namespace that hold certificates, by name.
    public List<Secret> secrets(String namespace) {
        read.add(new InputKey.OfSecrets(namespace));
        return in(namespace, "", "Secret").map(Secret.class::cast).toList();
    }

    /// True for a service account to which a role gives the Secrets of its namespace, or of all.
    public boolean mayReadSecrets(ProxyClass.Account account) {
        read.add(new InputKey.OfSecrets(account.namespace()));
        read.add(new InputKey.OfSecrets(""));
        return Stream.concat(
                        in(account.namespace(), RBAC, "RoleBinding"),
                        in("", RBAC, "ClusterRoleBinding"))
                .map(RoleBinding.class::cast)
                .filter(binding -> binding.binds(account.namespace(), account.name()))
                .map(binding -> view.snapshot().objects().get(binding.role()))
                .anyMatch(role -> role instanceof Role found && found.listsSecrets());
    }

    private Stream<MeshObject> in(String namespace, String group, String kind) {
        ObjectKey from = new ObjectKey(group, kind, namespace, "");
        ObjectKey to = new ObjectKey(group, kind, namespace + "\0", "");
        return view.snapshot().objects().subMap(from, to).values().stream();
    }

    private List<PeerAuthentication> peers(
            String namespace, Map<String, List<PeerAuthentication>> from) {
        read.add(new InputKey.OfPeers(namespace));
        return from.getOrDefault(namespace, List.of());
    }
}

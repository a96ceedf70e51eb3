package io.fairlead.migrate.decide.effect;

import io.fairlead.model.config.MeshObject;
import io.fairlead.model.config.Meta;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.PeerAuthentication;
import io.fairlead.model.mtls.UnitId;
import io.fairlead.model.policy.MtlsMode;
import io.fairlead.model.policy.MtlsModes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The policies of locked ports, and a look at what they change before they are written.
///
/// @param standing policies of people and of the migration, oldest first
public record LockPolicies(List<PeerAuthentication> standing, String rootNamespace) {
    /// The migration touches objects with this label, and no others.
    public static final String OWNER_LABEL = "mesh.fairlead.io/owner";

    public static final String OWNER = "autopilot";

    private static final String GROUP = "security.istio.io";
    private static final String KIND = "PeerAuthentication";
    private static final String PREFIX = "fairlead-";
    private static final String DEFAULT = "default";

    public LockPolicies {
        standing = List.copyOf(standing);
    }

    /// A workload as policies see it.
    ///
    /// @param labels of its pods, that every one of them has
    /// @param ports that it listens on
    public record Target(
            String namespace,
            String workload,
            Map<String, String> labels,
            SortedSet<Integer> ports) {
        public Target {
            labels = Map.copyOf(labels);
            ports = new TreeSet<>(ports);
        }
    }

    /// A port whose mode a policy would change though nobody asked for that.
    public record Difference(UnitId unit, MtlsMode before, MtlsMode after) {}

    /// The one policy of a workload: STRICT on the ports that are locked, nothing said of others.
    ///
    /// @param selector labels that no pod of another workload has
    public static PeerAuthentication policy(
            Target target, Map<String, String> selector, Collection<Integer> locked) {
        SortedMap<Integer, MtlsMode> ports = new TreeMap<>();
        locked.forEach(port -> ports.put(port, MtlsMode.STRICT));
        return new PeerAuthentication(
                meta(target.namespace(), nameOf(target.workload())),
                selector,
                MtlsMode.UNSET,
                ports);
    }

    /// The name of a workload's policy.
    public static String nameOf(String workload) {
        return PREFIX + workload;
    }

    /// STRICT for a namespace, or for the mesh in the root namespace.
    public static PeerAuthentication promotion(String namespace) {
        return new PeerAuthentication(
                meta(namespace, PREFIX + DEFAULT), Map.of(), MtlsMode.STRICT, new TreeMap<>());
    }

    private static Meta meta(String namespace, String name) {
        return new Meta(
                new ObjectKey(GROUP, KIND, namespace, name),
                Map.of(OWNER_LABEL, OWNER),
                Map.of(),
                Instant.EPOCH);
    }

    /// True for objects that the migration may write.
    public static boolean isOwn(PeerAuthentication policy) {
        return OWNER.equals(policy.labels().get(OWNER_LABEL));
    }

    /// What would differ if these policies were written, over all ports of all workloads. A lock may change its own
    /// ports and nothing else; a promotion may change nothing. Ports that no workload declares are no units: a
    /// promotion makes them STRICT.
    public List<Difference> differences(
            List<PeerAuthentication> written, Collection<Target> workloads) {
        List<PeerAuthentication> then = with(written);
        List<Difference> found = new ArrayList<>();
        for (Target target : workloads) {
            MtlsModes before = modes(standing, target);
            MtlsModes after = modes(then, target);
            for (int port : target.ports()) {
                if (before.of(port) != after.of(port)) {
                    UnitId unit = new UnitId(target.namespace(), target.workload(), port);
                    found.add(new Difference(unit, before.of(port), after.of(port)));
                }
            }
        }
        return found;
    }

    /// The policies that would stand, oldest first.
    public List<PeerAuthentication> with(List<PeerAuthentication> written) {
        Map<ObjectKey, PeerAuthentication> all = new TreeMap<>();
        standing.forEach(policy -> all.put(policy.key(), policy));
        Instant next = next();
        written.forEach(policy -> {
            PeerAuthentication before = all.get(policy.key());
            Instant created = before == null ? next : before.meta().created();
            all.put(policy.key(), policy.created(created));
        });
        List<PeerAuthentication> sorted = new ArrayList<>(all.values());
        sorted.sort(MeshObject.OLDEST_FIRST);
        return sorted;
    }

    /// When what is written now was created: files know no such time, an API server gives one.
    private Instant next() {
        Instant last =
                standing.stream()
                        .map(policy -> policy.meta().created())
                        .max(Instant::compareTo)
                        .orElse(Instant.EPOCH);
        return last.equals(Instant.EPOCH) ? last : last.plusSeconds(1);
    }

    private MtlsModes modes(List<PeerAuthentication> policies, Target target) {
        return PeerAuthentication.modes(
                policies, rootNamespace, target.namespace(), target.labels());
    }

    /// What stands in the way of writing a lock: somebody else's object of that name, or one that counts more. Empty
    /// when nothing does.
    public String obstacle(PeerAuthentication lock, UnitId unit, Target target) {
        for (PeerAuthentication policy : standing) {
            if (policy.key().equals(lock.key()) && !isOwn(policy)) {
                return policy.key() + " was written by a person; fix: rename it";
            }
        }
        MtlsModes after = modes(with(List.of(lock)), target);
        if (after.of(unit.port()) == MtlsMode.STRICT) {
            return "";
        }
        return PeerAuthentication.deciders(
                        standing, rootNamespace, target.namespace(), target.labels())
                .reversed()
                .stream()
                .filter(policy -> !isOwn(policy) && policy.decides(unit.port()))
                .findFirst()
                .map(policy ->
                        "%s says %s for %s; fix: remove it, or say STRICT there yourself"
                                .formatted(policy.key(), after.of(unit.port()), unit))
                .orElse("no policy reaches " + unit);
    }

    /// Labels that select the pods of a workload and of no other; empty when there are none.
    public static Map<String, String> selector(Target target, Collection<Target> all) {
        Map<String, String> labels = new TreeMap<>(target.labels());
        labels.keySet()
                .removeIf(label ->
                        label.equals("pod-template-hash")
                                || label.equals("controller-revision-hash")
                                || label.startsWith("security.istio.io/")
                                || label.startsWith("service.istio.io/")
                                || label.startsWith("statefulset.kubernetes.io/"));
        boolean alone =
                all.stream()
                        .filter(other -> other.namespace().equals(target.namespace()))
                        .filter(other -> !other.workload().equals(target.workload()))
                        .noneMatch(o -> o.labels().entrySet().containsAll(labels.entrySet()));
        return alone ? labels : Map.of();
    }
}

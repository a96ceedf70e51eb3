package io.fairlead.migrate.decide.facts;

import io.fairlead.migrate.decide.effect.LockPolicies;
import io.fairlead.model.config.CronJob;
import io.fairlead.model.config.MeshObject;
import io.fairlead.model.config.MtlsMigration;
import io.fairlead.model.config.Node;
import io.fairlead.model.config.Pod;
import io.fairlead.model.config.Workload;
import io.fairlead.model.mtls.Cron;
import io.fairlead.model.mtls.Exemption;
import io.fairlead.model.mtls.MigrationSpec;
import io.fairlead.model.mtls.MigrationSpec.Drive;
import io.fairlead.model.mtls.UnitId;
import io.fairlead.model.snapshot.MeshSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A mesh, arranged for the questions of the migration: made once for each snapshot.
///
/// @param units in the order of their names
/// @param pods by `namespace/name`
/// @param workloads pods by `namespace/workload`
/// @param nodes addresses of nodes
/// @param nodePorts units to which people come by a port of a node
/// @param cronJobs schedules by `namespace/name`, of namespaces of the mesh
/// @param absent workloads that have no pod now and may have some again, CronJobs among them
/// @param migration the object that counts; empty when none was written
/// @param annotated exemptions that annotations of pods give
public record Roster(
        MeshSnapshot mesh,
        List<Known> units,
        Map<String, Pod> pods,
        Map<String, List<Pod>> workloads,
        Set<String> nodes,
        Set<String> nodePorts,
        Map<String, Cron> cronJobs,
        Set<String> absent,
        List<MtlsMigration> migration,
        List<Exemption> annotated) {
    private static final String DAEMON = "istiod";
    private static final String INJECTION = "istio-injection";
    private static final String REVISION = "istio.io/rev";

    /// From when a Job is due until its pod runs.
    private static final Duration BEGINS = Duration.ofMinutes(1);

    private static final String APISERVER = "kubernetes.default.";

    public Roster {
        units = List.copyOf(units);
        pods = Map.copyOf(pods);
        workloads = Map.copyOf(workloads);
        nodes = Set.copyOf(nodes);
        nodePorts = Set.copyOf(nodePorts);
        cronJobs = Map.copyOf(cronJobs);
        absent = Set.copyOf(absent);
        migration = List.copyOf(migration);
        annotated = List.copyOf(annotated);
    }

    public static Roster of(MeshSnapshot mesh) {
        Map<String, Pod> pods = new HashMap<>();
        Map<String, List<Pod>> workloads = new HashMap<>();
        List<MtlsMigration> migrations = new ArrayList<>();
        List<CronJob> cronJobs = new ArrayList<>();
        Set<String> absent = new HashSet<>();
        for (MeshObject object : mesh.objects().values()) {
            if (object instanceof Pod pod) {
                pods.put(pod.namespace() + "/" + pod.name(), pod);
                workloads.computeIfAbsent(owner(pod), _ -> new ArrayList<>()).add(pod);
            } else if (object instanceof CronJob job) {
                cronJobs.add(job);
                absent.add(owner(job));
            } else if (object instanceof Workload workload) {
                absent.add(owner(workload));
            } else if (object instanceof MtlsMigration migration
                    && migration.namespace().equals(mesh.mesh().rootNamespace())) {
                migrations.add(migration);
            }
        }
        migrations.sort(MeshObject.OLDEST_FIRST);
        absent.removeAll(workloads.keySet());
        Inventory inventory = Inventory.arranged(mesh);
        return new Roster(
                mesh,
                inventory.units(),
                pods,
                workloads,
                mesh.nodes().values().stream()
                        .map(Node::addresses)
                        .flatMap(List::stream)
                        .collect(Collectors.toSet()),
                inventory.behindNodePorts(),
                schedules(cronJobs, namespaces(mesh, pods.values())),
                absent,
                migrations.stream().limit(1).toList(),
                inventory.exemptions());
    }

    /// Those with a pod that has a sidecar, and those that are to get some.
    private static Set<String> namespaces(MeshSnapshot mesh, Collection<Pod> pods) {
        Set<String> meshed = new HashSet<>();
        for (Pod pod : pods) {
            if (Group.isMeshed(pod)) {
                meshed.add(pod.namespace());
            }
        }
        mesh.namespaces().values().stream()
                .filter(one ->
                        one.labels().getOrDefault(INJECTION, "").equals("enabled")
                                || one.labels().containsKey(REVISION))
                .forEach(one -> meshed.add(one.name()));
        return meshed;
    }

    private static Map<String, Cron> schedules(List<CronJob> jobs, Set<String> namespaces) {
        Map<String, Cron> schedules = new HashMap<>();
        jobs.stream()
                .filter(job -> !job.suspended() && namespaces.contains(job.namespace()))
                .forEach(job -> schedules.put(owner(job), job.schedule()));
        return schedules;
    }

    /// When each CronJob ran last, by its schedule: what was due a minute ago has begun. The epoch for those that did
    /// not lately.
    public Map<String, Instant> ran(Instant now) {
        Map<String, Instant> ran = new HashMap<>();
        Instant begun = now.minus(BEGINS);
        cronJobs.forEach((name, cron) -> ran.put(name, cron.lastDue(begun).orElse(Instant.EPOCH)));
        return ran;
    }

    /// True for a workload that has pods, or may have some again.
    public boolean isKnown(String owner) {
        return workloads.containsKey(owner) || absent.contains(owner);
    }

    /// The workloads as policies see them; counted anew with each call.
    public List<LockPolicies.Target> targets() {
        return Inventory.arranged(mesh).targets();
    }

    /// True for the daemon, which looks from outside whether ports refuse clear text.
    public boolean isProver(String owner) {
        return owner.equals(mesh.mesh().rootNamespace() + "/" + DAEMON);
    }

    public static String owner(Pod pod) {
        return pod.namespace() + "/" + pod.workload();
    }

    private static String owner(MeshObject controller) {
        return controller.namespace() + "/" + controller.name();
    }

    /// What was asked for; without an object it observes and says what it would do.
    public MigrationSpec spec() {
        MigrationSpec spec =
                migration.isEmpty()
                        ? MigrationSpec.PRODUCTION.withDrive(Drive.ADVISE)
                        : migration.getFirst().spec();
        if (annotated.isEmpty()) {
            return spec;
        }
        List<Exemption> all = new ArrayList<>(spec.exemptions());
        all.addAll(annotated);
        return spec.withExemptions(all);
    }

    /// `production` or `demo`.
    public String profile() {
        return migration.isEmpty() ? "production" : migration.getFirst().profile();
    }

    /// Addresses of the API server.
    public Set<String> apiServers() {
        Set<String> addresses = new HashSet<>();
        mesh.services().keySet().stream()
                .filter(host -> host.startsWith(APISERVER))
                .forEach(host ->
                        mesh.endpoints(host)
                                .byPort()
                                .values()
                                .forEach(all -> all.forEach(e -> addresses.add(e.address()))));
        return addresses;
    }

    /// The pod that a sidecar reports for; empty while it is not known.
    public Optional<Pod> pod(String namespace, String name) {
        return Optional.ofNullable(pods.get(namespace + "/" + name));
    }

    /// Ports of a workload.
    List<Integer> ports(String owner) {
        return units.stream()
                .map(Known::id)
                .filter(id -> id.owner().equals(owner))
                .map(UnitId::port)
                .toList();
    }
}

package io.fairlead.ingest.validate;

import io.fairlead.model.config.Origin;
import io.fairlead.model.config.PeerAuthentication;
import io.fairlead.model.config.Problem.Told;
import io.fairlead.model.config.Service;
import io.fairlead.model.snapshot.MeshSnapshot;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Asks of one PeerAuthentication whom it concerns: nobody, or others than was meant.
record PeerReferences(MeshSnapshot mesh, Findings findings) {

    void check(PeerAuthentication policy) {
        if (policy.level(mesh.mesh().rootNamespace()) == null) {
            findings.warning(
                    "no-effect",
                    "spec.selector",
                    new Told(
                            "a selector in " + policy.namespace() + " selects nothing",
                            "policies of the root namespace are for the whole mesh",
                            "move it to the namespace of the workload, or drop the selector"));
            return;
        }
        shadowed(policy);
        if (policy.selector().isEmpty()) {
            return;
        }
        List<Server> all = Server.in(policy.namespace(), mesh);
        List<Server> chosen = all.stream().filter(s -> s.has(policy.selector())).toList();
        if (chosen.isEmpty() && !all.isEmpty()) {
            findings.warning(
                    "empty-selector",
                    "spec.selector.matchLabels",
                    new Told(
                            "no pod of "
                                    + policy.namespace()
                                    + " has the labels "
                                    + policy.selector(),
                            "a selector chooses among the pods of its own namespace",
                            "correct the labels, or start such pods"));
        }
        policy.ports().keySet().forEach(port -> ofService(port, policy, chosen));
    }

    /// Of several policies of one level the oldest counts.
    private void shadowed(PeerAuthentication policy) {
        Optional<PeerAuthentication> older =
                mesh.peerAuthentications().stream()
                        .takeWhile(other -> !other.equals(policy))
                        .filter(other -> other.namespace().equals(policy.namespace()))
                        .filter(other -> other.selector().equals(policy.selector()))
                        .findFirst();
        if (older.isPresent()) {
            Origin origin = mesh.origin(older.get().key());
            findings.warning(
                    "shadowed",
                    "",
                    new Told(
                            "%s at %s:%d counts instead"
                                    .formatted(older.get().key(), origin.file(), origin.line()),
                            "of several PeerAuthentications for the same workloads the oldest counts",
                            "put both into one"));
        }
    }

    /// Ports are those of the workload; the number of a Service's port is the usual mistake.
    private void ofService(int port, PeerAuthentication policy, List<Server> chosen) {
        Set<Integer> targets = new TreeSet<>();
        boolean mistaken = false;
        for (Service service : mesh.services().values()) {
            if (!service.namespace().equals(policy.namespace()) || service.selector().isEmpty()) {
                continue;
            }
            for (Server server : chosen) {
                if (server.has(service.selector())) {
                    mistaken |= service.port(port).isPresent();
                    service.ports().forEach(p -> server.target(p).ifPresent(targets::add));
                }
            }
        }
        boolean declared =
                chosen.stream().anyMatch(s -> s.ports().stream().anyMatch(p -> p.number() == port));
        if (mistaken && !declared && !targets.contains(port)) {
            findings.warning(
                    "unknown-port",
                    "spec.portLevelMtls",
                    new Told(
                            "%d is a port of the Service; the workload listens on %s"
                                    .formatted(port, targets),
                            "portLevelMtls names ports of the workload",
                            "choose one of " + targets));
        }
    }
}

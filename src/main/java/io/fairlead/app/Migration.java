package io.fairlead.app;

import io.fairlead.ca.view.CaView;
import io.fairlead.ca.view.CertificateView;
import io.fairlead.migrate.decide.effect.LockPolicies;
import io.fairlead.migrate.decide.facts.Gathering.Certificate;
import io.fairlead.migrate.decide.plan.FleetFacts.Call;
import io.fairlead.migrate.drive.Archive;
import io.fairlead.migrate.drive.Autopilot;
import io.fairlead.migrate.drive.Autopilot.Calls;
import io.fairlead.migrate.drive.Autopilot.Keeping;
import io.fairlead.migrate.drive.Autopilot.Traffic;
import io.fairlead.migrate.drive.StoreArchive;
import io.fairlead.model.config.MeshConfig;
import io.fairlead.replica.relay.Sight;
import io.fairlead.store.file.PolicyFiles;
import io.fairlead.store.kube.ConfigMapStore;
import io.fairlead.telemetry.view.EdgeView;
import io.fairlead.telemetry.view.EdgeView.End;
import io.fairlead.telemetry.view.GraphView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What other rooms know, in the words of the migration to mutual TLS.
final class Migration {
    private static final Map<String, String> OWNED =
            Map.of(LockPolicies.OWNER_LABEL, LockPolicies.OWNER);
    private static final String SHARED =
            "several daemons share the work, and none of them may change a mode";

    private Migration() {}

    /// @param keeping where it keeps what outlives it; null keeps nothing
    static Autopilot autopilot(
            Observing.Surroundings around,
            Supplier<GraphView> graph,
            Supplier<Optional<CaView>> authority,
            @Nullable Keeping keeping,
            Enforcing enforcer) {
        return new Autopilot(
                new Autopilot.Surroundings(
                        around.clock(),
                        around.faults(),
                        around.registry(),
                        () -> calls(graph.get()),
                        () ->
                                certificates(
                                        authority.get().map(CaView::certificates).orElse(List.of()),
                                        enforcer.issuedElsewhere()),
                        keeping,
                        enforcer));
    }

    /// Where policies of locked ports are written, which is read as configuration.
    ///
    /// @param dir of the migration; null when there is none
    static Optional<Path> policies(@Nullable Path dir) {
        return Optional.ofNullable(dir).map(own -> own.resolve("policies"));
    }

    /// Where it acts: in a directory, in a cluster, in both, or nowhere (null).
    ///
    /// @param cluster null where there is none
    /// @param replicas this daemon among others
    static @Nullable Keeping keeping(
            DaemonOptions options, @Nullable InCluster cluster, Supplier<ReplicaView> replicas) {
        boolean shared = options.replicas() != null;
        Path dir = options.mtlsDir();
        if (dir != null) {
            return new Keeping(
                    Archive.in(dir),
                    cluster == null ? new PolicyFiles(dir.resolve("policies")) : cluster.policies(),
                    () -> shared ? SHARED : "");
        }
        return cluster == null
                ? null
                : new Keeping(
                        new StoreArchive(
                                new ConfigMapStore(cluster.asking(), OWNED),
                                MeshConfig.ROOT_NAMESPACE),
                        cluster.policies(),
                        () -> shared ? rival(replicas.get()) : "");
    }

    /// Of several daemons of a cluster the one that leads acts.
    private static String rival(ReplicaView known) {
        if (known.replicas() && known.leads()) {
            return "";
        }
        return known.leader().isEmpty() || !known.replicas()
                ? "it is not known yet which daemon leads"
                : "the daemon at %s leads, and only it changes modes".formatted(known.leader());
    }

    /// What the daemon reads: what people wrote, and what the migration did.
    static List<Path> configs(DaemonOptions options) {
        List<Path> all = new ArrayList<>(options.configs());
        Optional<Path> own = policies(options.mtlsDir());
        if (own.isPresent()) {
            try {
                Files.createDirectories(own.get());
            } catch (IOException e) {
                throw new UncheckedIOException(own.get() + " can't be made; fix: --mtls-dir", e);
            }
            all.add(own.get());
        }
        return all;
    }

    /// Who calls whom, and how it goes, of those whose workload is known.
    private static Calls calls(GraphView graph) {
        Set<Call> calls = new HashSet<>();
        Map<String, Traffic> traffic = new HashMap<>();
        for (EdgeView edge : graph.edges()) {
            if (isKnown(edge.source()) && isKnown(edge.destination())) {
                calls.add(new Call(owner(edge.source()), owner(edge.destination())));
                Traffic more =
                        new Traffic(
                                edge.tenSeconds().count(),
                                edge.tenSeconds().errors(),
                                edge.minute().errorShare());
                traffic.merge(owner(edge.destination()), more, Migration::sum);
            }
        }
        return new Calls(calls, traffic);
    }

    private static Traffic sum(Traffic one, Traffic other) {
        return new Traffic(
                one.requests() + other.requests(),
                one.failed() + other.failed(),
                Math.max(one.usual(), other.usual()));
    }

    private static boolean isKnown(End end) {
        return !end.namespace().isEmpty();
    }

    private static String owner(End end) {
        return end.namespace() + "/" + end.workload();
    }

    private static List<Certificate> certificates(
            List<CertificateView> here, List<Sight.Issued> elsewhere) {
        List<Certificate> all = new ArrayList<>();
        here.forEach(one ->
                all.add(
                        new Certificate(
                                one.identity(), one.pod(), one.notBefore(), one.notAfter())));
        elsewhere.forEach(one ->
                all.add(new Certificate(one.identity(), one.pod(), one.from(), one.until())));
        return all;
    }
}

package io.fairlead.migrate.decide.facts;

import io.fairlead.migrate.decide.evidence.PortEvidence;
import io.fairlead.migrate.decide.evidence.WorkloadEvidence;
import io.fairlead.migrate.decide.plan.FleetFacts.Call;
import io.fairlead.migrate.decide.plan.UnitFacts;
import io.fairlead.model.config.Pod;
import io.fairlead.model.identity.SpiffeId;
import io.fairlead.model.mtls.PodRef;
import io.fairlead.model.mtls.PortMode;
import io.fairlead.model.mtls.TrafficClass;
import io.fairlead.model.mtls.UnitId;
import io.fairlead.model.policy.MtlsMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Puts together what is true of each unit now.
///
/// @param evidence by `namespace/workload`
/// @param calls who called whom since it is known
/// @param lively those of them that go on
/// @param certificates that were issued
/// @param effects what became of what was wished
public record Gathering(
        Roster roster,
        Map<String, WorkloadEvidence> evidence,
        Set<Call> calls,
        Set<Call> lively,
        List<Certificate> certificates,
        Effects effects,
        Instant now) {

    /// One certificate in somebody's hands.
    ///
    /// @param pod that fetched it; empty when it isn't known
    public record Certificate(String identity, String pod, Instant from, Instant until) {
        /// The pod that fetched it, as `namespace/name`.
        public String owner() {
            return SpiffeId.parse(identity) instanceof SpiffeId.Parsed.Known(SpiffeId id)
                    ? id.namespace() + "/" + pod
                    : pod;
        }
    }

    public List<UnitFacts> units() {
        Map<String, List<UnitFacts.Client>> clients = clients();
        List<UnitFacts> units = new ArrayList<>();
        for (Known known : roster.units()) {
            String owner = known.id().owner();
            PortMode policy = mode(known);
            String namespace = known.id().namespace();
            List<UnitFacts.Pod> pods = new ArrayList<>();
            long legacy = 0;
            for (String name : known.pods()) {
                PodRef pod = new PodRef(namespace, name);
                int port = known.id().port();
                pods.add(new UnitFacts.Pod(name, effects.mode(pod, port, policy, now)));
                legacy += effects.legacy(pod, port);
            }
            units.add(unit(known, pods, clients.getOrDefault(owner, List.of()), legacy));
        }
        return units;
    }

    private UnitFacts unit(
            Known known, List<UnitFacts.Pod> pods, List<UnitFacts.Client> clients, long legacy) {
        UnitId id = known.id();
        return new UnitFacts(
                id,
                pods,
                evidence.getOrDefault(id.owner(), WorkloadEvidence.NONE),
                known.statics(),
                clients,
                known.unobservable(),
                known.trouble().isEmpty() ? effects.trouble(id) : known.trouble(),
                known.byPerson(),
                effects.edited().containsKey(id),
                effects.watches().getOrDefault(id, UnitFacts.Watch.QUIET),
                legacy,
                effects.proofs().getOrDefault(id, UnitFacts.Proof.NONE));
    }

    private static PortMode mode(Known known) {
        return known.mode() == MtlsMode.DISABLE
                ? PortMode.DISABLE
                : known.isStrict() ? PortMode.STRICT : PortMode.PERMISSIVE;
    }

    /// Workloads of the mesh that call each workload: those of the service graph, and those who proved who they are.
    private Map<String, List<UnitFacts.Client>> clients() {
        Map<String, Set<String>> callers = new HashMap<>();
        for (Call call : calls) {
            if (roster.isKnown(call.from())) {
                callers.computeIfAbsent(call.to(), _ -> new TreeSet<>()).add(call.from());
            }
        }
        Map<String, List<Certificate>> issued =
                certificates.stream().collect(Collectors.groupingBy(Certificate::identity));
        Map<String, List<UnitFacts.Client>> clients = new HashMap<>();
        Map<String, Instant> ran = roster.ran(now);
        callers.forEach((to, from) -> {
            Set<String> proved = proved(evidence.getOrDefault(to, WorkloadEvidence.NONE));
            List<UnitFacts.Client> all = new ArrayList<>();
            for (String one : from) {
                Instant begun = ran.getOrDefault(one, Instant.EPOCH);
                // Who comes rarely can't be asked for a connection in this window.
                Predicate<String> came =
                        lively.contains(new Call(one, to)) ? proved::contains : _ -> true;
                all.add(client(one, came, issued).notBefore(begun));
            }
            clients.put(to, all);
        });
        return clients;
    }

    /// Service accounts that came with a certificate.
    private static Set<String> proved(WorkloadEvidence target) {
        Set<String> proved = new HashSet<>();
        for (PortEvidence port : target.ports().values()) {
            port.sources().values().stream()
                    .filter(seen -> seen.kind() == TrafficClass.MESH_MTLS)
                    .forEach(seen -> proved.add(seen.caller().key()));
        }
        return proved;
    }

    private UnitFacts.Client client(
            String owner, Predicate<String> proved, Map<String, List<Certificate>> issued) {
        List<Pod> pods = roster.workloads().getOrDefault(owner, List.of());
        double left = 1;
        boolean speaks = true;
        Instant started = Instant.EPOCH;
        for (Pod pod : pods) {
            boolean came = proved.test(pod.namespace() + "/sa/" + pod.serviceAccount());
            // One that was issued before the daemon began is not known, but was seen.
            left = Math.min(left, left(pod, issued).orElse(came ? 1 : 0));
            speaks &= came && (Group.isMeshed(pod) || isCertified(pod, issued));
            Instant created = pod.meta().created();
            started = created.isAfter(started) ? created : started;
        }
        return new UnitFacts.Client(owner, left, speaks, started);
    }

    /// A gateway has no such label, which says what its port takes, but it fetched a certificate for itself.
    private boolean isCertified(Pod pod, Map<String, List<Certificate>> issued) {
        return identities(pod).stream()
                .flatMap(identity -> issued.getOrDefault(identity, List.of()).stream())
                .anyMatch(one -> one.pod().equals(pod.name()));
    }

    private List<String> identities(Pod pod) {
        return roster.mesh().mesh().trustDomains().stream()
                .map(domain ->
                        "spiffe://%s/ns/%s/sa/%s"
                                .formatted(domain, pod.namespace(), pod.serviceAccount()))
                .toList();
    }

    /// The part of its life that a pod's newest certificate has left; empty where none is known.
    private OptionalDouble left(Pod pod, Map<String, List<Certificate>> issued) {
        OptionalDouble best = OptionalDouble.empty();
        for (String identity : identities(pod)) {
            for (Certificate one : issued.getOrDefault(identity, List.of())) {
                if (one.pod().isEmpty() || one.pod().equals(pod.name())) {
                    best = OptionalDouble.of(Math.max(best.orElse(0), left(one)));
                }
            }
        }
        return best;
    }

    private double left(Certificate one) {
        double life = Duration.between(one.from(), one.until()).toMillis();
        double rest = Duration.between(now, one.until()).toMillis();
        return life <= 0 ? 0 : Math.clamp(rest / life, 0, 1);
    }
}

package io.fairlead.migrate.decide.facts;

import io.fairlead.migrate.decide.caller.Caller;
import io.fairlead.migrate.decide.caller.Cause;
import io.fairlead.migrate.decide.caller.Naming;
import io.fairlead.migrate.decide.evidence.Limits;
import io.fairlead.migrate.decide.evidence.WorkloadEvidence;
import io.fairlead.migrate.decide.evidence.WorkloadEvidence.Taken;
import io.fairlead.model.config.Pod;
import io.fairlead.model.mtls.Dial;
import io.fairlead.model.mtls.EvidenceDelta;
import io.fairlead.model.mtls.FourTuple;
import io.fairlead.model.mtls.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The evidence of all workloads of the mesh, and reports of pods that the mesh does not know yet.
///
/// @param workloads by `namespace/workload`
/// @param early reports that wait for their pod
/// @param gaps that were found since the begin
/// @param dials that callers' sidecars wrote down lately, in the order in which they came
public record EvidenceBook(
        Map<String, WorkloadEvidence> workloads,
        List<EvidenceDelta> early,
        long gaps,
        List<Dial> dials) {
    public static final EvidenceBook EMPTY = new EvidenceBook(Map.of(), List.of(), 0, List.of());

    /// The two ends of a connection are told at nearly the same time, and one of them may wait.
    private static final Duration DIALS_FOR = Duration.ofSeconds(15);

    private static final int DIALS_MAX = 20_000;

    /// A sidecar may be faster than the news of its pod, or of a pod that called as soon as it was there, or than what
    /// that one's own sidecar wrote down.
    private static final Duration EARLY_FOR = Duration.ofSeconds(5);

    private static final int EARLY_MAX = 1_000;

    public EvidenceBook {
        workloads = Collections.unmodifiableMap(workloads);
        early = List.copyOf(early);
        dials = List.copyOf(dials);
    }

    /// How reports are read.
    ///
    /// @param naming who has which address
    public record Reading(Roster roster, Naming naming, Limits limits, Instant now) {
        /// Rows as they count: what a sidecar could not tell by port concerns each port.
        private List<EvidenceDelta.Row> rows(EvidenceDelta delta, String owner) {
            List<EvidenceDelta.Row> rows = new ArrayList<>();
            for (EvidenceDelta.Row row : delta.rows()) {
                if (row.port() > 0) {
                    rows.add(row);
                } else {
                    roster.ports(owner).forEach(port -> rows.add(at(port, row)));
                }
            }
            return rows;
        }

        private static EvidenceDelta.Row at(int port, EvidenceDelta.Row row) {
            return new EvidenceDelta.Row(
                    port,
                    row.kind(),
                    row.source(),
                    row.detail(),
                    row.connections(),
                    row.requests(),
                    row.refused(),
                    row.ports());
        }

        private Reading with(List<Dial> dials) {
            return new Reading(roster, naming.with(dials), limits, now);
        }

        /// True while the daemon may not have heard yet of whoever reports, or of a pod that called.
        private boolean isEarly(EvidenceDelta delta) {
            Optional<Pod> pod = roster.pod(delta.pod().namespace(), delta.pod().name());
            return pod.isEmpty()
                    || delta.rows().stream()
                            .filter(row -> !Naming.isProved(row.kind()))
                            .anyMatch(row -> isEarly(delta, pod.get(), row));
        }

        /// Why somebody was refused may come later: that he was must not.
        private boolean isEarly(EvidenceDelta delta, Pod pod, EvidenceDelta.Row row) {
            Cause cause = caller(delta, pod, row).cause();
            return cause == Cause.EXTERNAL
                    || (cause == Cause.UNREPORTED && row.refused() == 0 && !row.ports().isEmpty());
        }

        private Caller caller(EvidenceDelta delta, Pod pod, EvidenceDelta.Row row) {
            if (Naming.isProved(row.kind())) {
                return Naming.proved(row.source(), roster.mesh().mesh().trustDomains());
            }
            return row.ports().stream()
                    .map(port -> new FourTuple(row.source(), port, pod.ip(), row.port()))
                    .map(tuple -> new Sighting(tuple, delta.until(), row.kind(), row.detail()))
                    .flatMap(seen -> naming.joined(seen).stream())
                    .findFirst()
                    .orElseGet(() ->
                            naming.within(
                                    row.source(),
                                    delta.from(),
                                    delta.until(),
                                    Roster.owner(pod) + ":" + row.port()));
        }
    }

    /// With more reports; workloads and pods that are gone are forgotten.
    public EvidenceBook plus(List<EvidenceDelta> more, Reading asked) {
        List<Dial> heard = heard(more, asked);
        Reading reading = asked.with(heard);
        Map<String, WorkloadEvidence> all = new HashMap<>();
        reading.roster()
                .workloads()
                .forEach((owner, pods) -> {
                    WorkloadEvidence known = workloads.get(owner);
                    if (known != null) {
                        Set<String> living =
                                pods.stream().map(Pod::name).collect(Collectors.toSet());
                        all.put(owner, known.among(living));
                    }
                });
        List<EvidenceDelta> wait = new ArrayList<>();
        Set<EvidenceDelta.Pod> waiting = new HashSet<>();
        List<EvidenceDelta> queue = new ArrayList<>(early);
        queue.addAll(more);
        long found = gaps;
        for (EvidenceDelta delta : queue) {
            Optional<Pod> pod = reading.roster().pod(delta.pod().namespace(), delta.pod().name());
            // Behind a report that waits, the later ones of its pod do so too.
            boolean waits =
                    waiting.contains(delta.pod())
                            || (delta.until().plus(EARLY_FOR).isAfter(reading.now())
                                    && reading.isEarly(delta));
            if (waits && wait.size() < EARLY_MAX) {
                wait.add(delta);
                waiting.add(delta.pod());
            } else if (pod.isPresent()) {
                found += add(all, pod.get(), delta, reading) ? 1 : 0;
            }
        }
        return new EvidenceBook(all, wait, found, heard);
    }

    private List<Dial> heard(List<EvidenceDelta> more, Reading reading) {
        Instant since = reading.now().minus(DIALS_FOR);
        List<Dial> all =
                new ArrayList<>(dials.stream().filter(dial -> dial.at().isAfter(since)).toList());
        List<EvidenceDelta> told = more.stream().filter(one -> !one.dials().isEmpty()).toList();
        if (!told.isEmpty()) {
            Reasons reasons = new Reasons(reading.roster().mesh());
            told.forEach(one -> all.addAll(reasons.of(one)));
        }
        return all.subList(Math.max(0, all.size() - DIALS_MAX), all.size());
    }

    /// True when something before the report was lost.
    private static boolean add(
            Map<String, WorkloadEvidence> all, Pod pod, EvidenceDelta delta, Reading reading) {
        String owner = Roster.owner(pod);
        EvidenceDelta counted = delta.with(reading.rows(delta, owner));
        WorkloadEvidence.Step step =
                all.getOrDefault(owner, WorkloadEvidence.NONE)
                        .plus(counted, row -> reading.caller(delta, pod, row), reading.limits());
        all.put(owner, step.evidence());
        return step.taken() == Taken.AFTER_GAP;
    }
}

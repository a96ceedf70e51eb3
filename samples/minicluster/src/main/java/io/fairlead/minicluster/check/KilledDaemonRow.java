package io.fairlead.minicluster.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// T16: the daemon is killed as soon as its audit trail tells of a step of the migration. The mesh goes on, trials end
/// by themselves, a lock stands while nobody runs, and whoever starts next goes on from a legal state.
final class KilledDaemonRow {
    private static final String FILE = "check-killed-daemon.yaml";
    private static final String TARGET = "vault";
    private static final String UNIT = "default/vault:8080";
    private static final String MESHED = "api-gateway";
    private static final String URL = "http://vault:8080/";
    private static final int PER_SECOND = 10;
    private static final Duration APART = Duration.ofMillis(50);
    private static final Duration STARTED = Duration.ofMinutes(1);
    private static final Duration REACHED = Duration.ofSeconds(90);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final int KNOCKS_MAX = 600;

    private static final Duration FOUND_MAX = Duration.ofSeconds(10);

    /// The lease of a trial, and a second.
    private static final Duration LEASE = Duration.ofSeconds(16);

    /// Phases at whose begin the daemon is killed, in their order; `-Pextended` names all.
    private static final List<String> KILLS =
            List.of(
                    System.getenv()
                            .getOrDefault("FAIRLEAD_CHECK_KILLS", "RAMP 0,LOCKED")
                            .split(","));

    private static final String YAML =
            """
            apiVersion: mesh.fairlead.io/v1alpha1
            kind: MtlsMigration
            metadata: {name: check, namespace: istio-system}
            spec:
              drive: Automatic
              profile: demo
              observe: {quietPeriod: 3s, minConnections: 5}
              audit: {window: 1s}
              canary: {pods: 2}
            ---
            """
                    + TestPod.echo(TARGET).times(2).yaml()
                    + TestPod.echo(TARGET).service();

    private final Fleet fleet;
    private final List<String> told = new ArrayList<>();

    private KilledDaemonRow(Fleet fleet) {
        this.fleet = fleet;
    }

    static List<Row> rows() {
        return List.of(
                Row.withKubectl(
                        "T16",
                        "the daemon is killed at steps of the migration, and nothing breaks",
                        fleet -> new KilledDaemonRow(fleet).ask()));
    }

    /// The fleet's own ports are held meanwhile: what is killed is one migration.
    private Outcome ask() throws InterruptedException {
        List<String> others = MtlsView.of(fleet).fleet().stream().map(MtlsView.Unit::name).toList();
        MtlsOrders.of(fleet, "hold", others);
        fleet.apply(FILE, YAML);
        try {
            boolean started =
                    fleet.await(
                                    STARTED,
                                    LOOK,
                                    () ->
                                            fleet.pods(TARGET).size() == 2
                                                    && Configuration.status(fleet, MESHED, URL)
                                                            == 200)
                            .isPresent();
            if (!started) {
                return Outcome.of(false, TARGET + " did not start", "two ready pods");
            }
            Fleet.Watch page = fleet.watch(Drivers.PATH, APART);
            SteadyCalls mesh = SteadyCalls.begin(fleet, MESHED, URL, PER_SECOND);
            boolean killed = killedAtEach();
            Outcome then = standing();
            Fleet.Seen calls = mesh.end();
            Fleet.Seen elsewhere = page.stop();
            return Outcome.of(
                            killed
                                    && calls.asked() > 0
                                    && calls.failed() == 0
                                    && elsewhere.failed() == 0,
                            "%s; mesh %s; fleet %s"
                                    .formatted(
                                            String.join("; ", told),
                                            calls.bound(),
                                            elsewhere.bound()),
                            "refused until it is back or for at most 16 s; 0 failed")
                    .and(then)
                    .and(pastTheSidecar());
        } finally {
            leave(others);
        }
    }

    private boolean killedAtEach() throws InterruptedException {
        for (String phase : KILLS) {
            if (!killedAt(phase)) {
                return false;
            }
        }
        return true;
    }

    private boolean killedAt(String phase) throws InterruptedException {
        long after = MtlsView.of(fleet).page().path("trail").path("records").asLong();
        String record = "\"unit\":\"%s\".*\"to\":\"%s\"".formatted(UNIT, phase);
        if (!fleet.killDaemonAt(after, record, REACHED)) {
            told.add("%s was not reached: %s".formatted(phase, MtlsView.of(fleet).unit(UNIT)));
            return false;
        }
        long now = fleet.nanoTime();
        boolean right = phase.equals("LOCKED") ? refusedByAll() : letInAgain(phase, now);
        boolean back =
                fleet.await(REACHED, LOOK, () -> !MtlsView.of(fleet).phase(UNIT).isEmpty())
                        .isPresent();
        return right && back;
    }

    /// Who is locked needs no daemon for that.
    private boolean refusedByAll() {
        int refused = 0;
        for (String pod : fleet.pods(TARGET)) {
            refused +=
                    Knocks.fromNode(fleet, fleet.address(pod) + ":8080", 1).refused() == 1 ? 1 : 0;
        }
        boolean down = MtlsView.of(fleet).page().isMissingNode();
        told.add(
                "killed at LOCKED: %d of 2 pods refuse, the daemon %s"
                        .formatted(refused, down ? "down" : "up"));
        return refused == 2 && down;
    }

    private boolean letInAgain(String phase, long sinceNanos) {
        String pod = fleet.address(fleet.pods(TARGET).getFirst()) + ":8080";
        Knocks knocks = Knocks.fromNodeUntilLetIn(fleet, pod, KNOCKS_MAX);
        Duration took = Duration.ofNanos(fleet.nanoTime() - sinceNanos);
        told.add(
                "killed at %s: %d refused, let in again after %s"
                        .formatted(phase, knocks.refused(), Configuration.seconds(took)));
        return knocks.endsLetIn() && took.compareTo(LEASE) <= 0;
    }

    /// By itself it gets to the lock, however often it was killed, and its trail tells of nothing that may not be.
    private Outcome standing() throws InterruptedException {
        boolean locked =
                fleet.await(REACHED, LOOK, () -> MtlsView.of(fleet).phase(UNIT).equals("LOCKED"))
                        .isPresent();
        List<Story.Step> story = Story.of(fleet, UNIT);
        String illegal = illegal(story);
        String trail = MtlsView.of(fleet).page().path("trail").path("problem").asText();
        return Outcome.of(
                locked && illegal.isEmpty() && trail.isEmpty(),
                "then %s, %d records, illegal: %s, the trail %s"
                        .formatted(
                                MtlsView.of(fleet).phase(UNIT),
                                story.size(),
                                illegal.isEmpty() ? "none" : illegal,
                                trail.isEmpty() ? "whole" : trail),
                "LOCKED, none, whole");
    }

    /// T26: the port of a pod is led past its sidecar, as a broken one would leave it open. What policies and trail say
    /// stays as it was; who looks from outside finds it.
    private Outcome pastTheSidecar() throws InterruptedException {
        fleet.execAsRoot(
                fleet.pods(TARGET).getFirst(),
                "iptables",
                "-t",
                "nat",
                "-I",
                "PREROUTING",
                "-p",
                "tcp",
                "--dport",
                "8080",
                "-j",
                "ACCEPT");
        // That the sidecar's certificate is missed there may be told first.
        Optional<Duration> found =
                fleet.await(REACHED, LOOK, () -> disproved().contains("clear text was let in"));
        String says = disproved();
        return Outcome.of(
                found.filter(took -> took.compareTo(FOUND_MAX) <= 0).isPresent()
                        && MtlsView.of(fleet).phase(UNIT).equals("LOCKED"),
                "a port led past its sidecar: found %s: %s"
                        .formatted(
                                found.map(took -> "after " + Configuration.seconds(took))
                                        .orElse("never"),
                                says),
                "at most 10 s: clear text was let in");
    }

    private String disproved() {
        return MtlsView.of(fleet).unit(UNIT).path("disproved").asText();
    }

    /// Each record goes on from the one before, or from where that began: it may have been killed between the two.
    private static String illegal(List<Story.Step> story) {
        for (int i = 1; i < story.size(); i++) {
            Story.Step before = story.get(i - 1);
            Story.Step step = story.get(i);
            boolean follows =
                    step.from().equals(before.to())
                            || (step.from().equals(before.from()) && !step.equals(before));
            if (!follows || (before.to().equals("LOCKED") && !step.to().equals("LOCKED"))) {
                return "%s after %s".formatted(step, before);
            }
        }
        return "";
    }

    private void leave(List<String> others) throws InterruptedException {
        MtlsOrders.of(fleet, "rollback", List.of(UNIT));
        fleet.await(
                STARTED,
                LOOK,
                () ->
                        MtlsView.of(fleet)
                                .unit(UNIT)
                                .path("mode")
                                .asText("PERMISSIVE")
                                .equals("PERMISSIVE"));
        fleet.withdraw(FILE);
        MtlsOrders.of(fleet, "resume", others);
        fleet.await(STARTED, LOOK, () -> fleet.pods(TARGET).isEmpty());
    }
}

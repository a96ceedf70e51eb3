package io.fairlead.minicluster.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A caller without a sidecar first calls when its target is on trial: it loses one connection, the trial is over, and
/// it is named. A stranger, before, ends nothing.
final class HiddenCallerRow {
    private static final String FILE = "check-hidden-caller.yaml";
    private static final String TARGET = "ledger";
    private static final String UNIT = "default/ledger:8080";
    private static final String JOB = "nightly-report";
    private static final String MESHED = "api-gateway";
    private static final int STRANGE_KNOCKS = 3;
    private static final int KNOCKS = 5;
    private static final int KNOCKS_MAX = 200;
    private static final int PER_SECOND = 10;
    private static final Duration MESH = Duration.ofSeconds(16);
    private static final Duration STARTED = Duration.ofMinutes(1);
    private static final Duration JUDGED = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final long FALLBACK_MICROS_MAX = 50_000;
    private static final Duration BACK_MAX = Duration.ofSeconds(2);
    private static final Pattern TAKEN_BACK =
            Pattern.compile(".*event=mtls_trial_taken_back port=8080 .*micros=(\\d+).*");

    /// Only the target goes on: a person says that it needs no traffic, and the others don't have enough. The quiet
    /// period outlasts the cooldown by far, also where the daemon has little time to look: who called is still in the
    /// way when the cooldown is over.
    private static final String YAML =
            """
            apiVersion: mesh.fairlead.io/v1alpha1
            kind: MtlsMigration
            metadata: {name: check, namespace: istio-system}
            spec:
              drive: Automatic
              profile: demo
              observe: {quietPeriod: 15s, minConnections: 1000000}
              audit: {window: 1s}
              canary: {pods: 2, soak: 60s}
              rollback: {cooldown: 2s}
            ---
            """
                    + TestPod.echo(TARGET).times(2).yaml()
                    + TestPod.echo(TARGET).service()
                    + TestPod.idle(JOB).outside().yaml();

    private final Fleet fleet;

    private HiddenCallerRow(Fleet fleet) {
        this.fleet = fleet;
    }

    static Outcome ask(Fleet fleet) throws InterruptedException {
        return new HiddenCallerRow(fleet).ask();
    }

    private Outcome ask() throws InterruptedException {
        fleet.apply(FILE, YAML);
        try {
            if (!onTrial()) {
                return Outcome.of(
                        false,
                        "%s is %s".formatted(UNIT, MtlsView.of(fleet).unit(UNIT)),
                        "on trial");
            }
            Fleet.Watch mesh = fleet.watchFrom(MESHED, "http://ledger:8080/", PER_SECOND, MESH);
            return stranger().and(hidden()).and(meshed(mesh.stop()));
        } finally {
            fleet.withdraw(FILE);
            fleet.await(
                    STARTED, LOOK, () -> fleet.pods(TARGET).isEmpty() && fleet.pods(JOB).isEmpty());
        }
    }

    /// Both pods refuse clear text, as they said.
    private boolean onTrial() throws InterruptedException {
        boolean started =
                fleet.await(
                                STARTED,
                                LOOK,
                                () -> fleet.pods(TARGET).size() == 2 && fleet.pods(JOB).size() == 1)
                        .isPresent();
        boolean known =
                started
                        && fleet.await(
                                        STARTED,
                                        LOOK,
                                        () -> !MtlsView.of(fleet).phase(UNIT).isEmpty())
                                .isPresent();
        MtlsOrders.of(fleet, "start", List.of(UNIT));
        return known
                && fleet.await(
                                JUDGED,
                                LOOK,
                                () -> {
                                    JsonNode unit = MtlsView.of(fleet).unit(UNIT);
                                    return unit.path("phase").asText().equals("CANARY")
                                            && unit.path("does").asText().equals("TRIAL");
                                })
                        .isPresent();
    }

    private String at(String pod) {
        return fleet.address(pod) + ":8080";
    }

    /// T19: somebody unknown is refused and told of, and the trial goes on.
    private Outcome stranger() throws InterruptedException {
        Knocks knocks = Knocks.fromNode(fleet, at(fleet.pods(TARGET).getFirst()), STRANGE_KNOCKS);
        Optional<Duration> told =
                fleet.await(
                        JUDGED,
                        LOOK,
                        () -> source("NODE").path("refused").asLong() >= STRANGE_KNOCKS);
        List<Series> refused = Series.on(fleet.daemon("/metrics"), "fairlead_mtls_refused");
        long counted = Math.round(Series.sum(refused, "caller", "stranger"));
        String phase = MtlsView.of(fleet).phase(UNIT);
        return Outcome.of(
                knocks.refused() == STRANGE_KNOCKS
                        && told.isPresent()
                        && counted >= STRANGE_KNOCKS
                        && phase.equals("CANARY"),
                "a stranger: %d of %d refused, told of: %s, counted: %d, then %s"
                        .formatted(
                                knocks.refused(), STRANGE_KNOCKS, told.isPresent(), counted, phase),
                "all, true, at least 3, CANARY");
    }

    private Outcome hidden() throws InterruptedException {
        String first = fleet.pods(TARGET).getFirst();
        String second = fleet.pods(TARGET).getLast();
        Knocks caller = Knocks.from(fleet, JOB, at(first), KNOCKS);
        Knocks other = Knocks.fromNodeUntilLetIn(fleet, at(second), KNOCKS_MAX);
        Duration back = other.since(caller.begun().getFirst());
        Knocks again = Knocks.from(fleet, JOB, at(second), KNOCKS);
        long micros = fallbackMicros();
        boolean blocked =
                fleet.await(JUDGED, LOOK, () -> MtlsView.of(fleet).phase(UNIT).equals("BLOCKED"))
                        .isPresent();
        String named = named();
        String blamed = blamed();
        return Outcome.of(
                caller.lostTheFirstOnly()
                        && other.endsLetIn()
                        && again.refused() == 0
                        && micros >= 0
                        && micros <= FALLBACK_MICROS_MAX
                        && back.compareTo(BACK_MAX) <= 0
                        && blocked
                        && named.equals("NO_SIDECAR")
                        && blamed.equals("ROLLING_BACK TRIP"),
                ("a caller that first comes in CANARY: %d of %d refused, the trial over after %.1f ms, the other pod"
                                + " back after %s and %d of %d refused; %s by %s %s, %s for it")
                        .formatted(
                                caller.refused(),
                                KNOCKS,
                                micros / 1000.0,
                                Configuration.seconds(back),
                                again.refused(),
                                KNOCKS,
                                MtlsView.of(fleet).phase(UNIT),
                                JOB,
                                named,
                                blamed),
                "1, at most 50 ms; at most 2 s, 0; BLOCKED, NO_SIDECAR, ROLLING_BACK TRIP");
    }

    /// What the sidecar measured, from the refusal to the end of its trial; -1 when none says so.
    private long fallbackMicros() {
        return fleet.log(TARGET, "istio-proxy").stream()
                .map(TAKEN_BACK::matcher)
                .filter(Matcher::matches)
                .mapToLong(line -> Long.parseLong(line.group(1)))
                .max()
                .orElse(-1);
    }

    /// The cause by which the caller stands in the way, when all of it is named.
    private String named() {
        String who =
                "default/%s (pod %s, sa default, ns default, address %s)"
                        .formatted(JOB, fleet.pods(JOB).getFirst(), fleet.address(JOB));
        JsonNode blocker =
                MtlsView.first(
                        MtlsView.of(fleet).unit(UNIT).path("blockers"),
                        one -> one.path("what").asText().startsWith(who));
        return blocker.path("code").asText();
    }

    /// What the audit trail says that it did because of the caller.
    private String blamed() {
        String because = "refused a connection of default/" + JOB;
        return Story.of(fleet, UNIT).stream()
                .filter(step -> step.because().startsWith(because))
                .map(Story.Step::to)
                .findFirst()
                .orElse("nothing");
    }

    private JsonNode source(String cause) {
        return MtlsView.first(
                MtlsView.of(fleet).unit(UNIT).path("sources"),
                source -> source.path("cause").asText().equals(cause));
    }

    private static Outcome meshed(Fleet.Seen seen) {
        return Outcome.of(
                seen.failed() == 0 && seen.asked() > 0, "the mesh: " + seen.bound(), "0 failed");
    }
}

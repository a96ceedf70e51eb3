package io.fairlead.minicluster.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// T15: people change the mode of a port in one step, from each mode to each other, while it is called. One sidecar
/// hears of it five seconds late: first a server's, then the caller's.
final class ModeChangeRow {
    private static final String FILE = "check-mode.yaml";
    private static final String POLICY = "check-mode-policy.yaml";
    private static final String TARGET = "till";
    private static final String MESHED = "api-gateway";
    private static final String URL = "http://till:8080/";
    private static final int PER_SECOND = 20;
    private static final Duration STARTED = Duration.ofMinutes(1);
    private static final Duration LATE = Duration.ofSeconds(5);

    /// Two rounds of acknowledgements, and a connection that was cut off for five seconds.
    private static final Duration REACHED = Duration.ofSeconds(30);

    private static final Duration LOOK = Duration.ofMillis(200);

    private final Fleet fleet;
    private final List<String> told = new ArrayList<>();

    private ModeChangeRow(Fleet fleet) {
        this.fleet = fleet;
    }

    static List<Row> rows() {
        return List.of(
                new Row(
                        "T15",
                        "a change of mode in one step costs no call, also where a sidecar is slow",
                        fleet -> new ModeChangeRow(fleet).ask()));
    }

    private enum Mode {
        DISABLE,
        PERMISSIVE,
        STRICT
    }

    private Outcome ask() throws InterruptedException {
        fleet.apply(FILE, TestPod.echo(TARGET).times(2).yaml() + TestPod.echo(TARGET).service());
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
            SteadyCalls mesh = SteadyCalls.begin(fleet, MESHED, URL, PER_SECOND);
            boolean all =
                    becomes(Mode.DISABLE)
                            && becomes(Mode.STRICT)
                            && becomes(Mode.DISABLE)
                            && becomes(Mode.PERMISSIVE)
                            && becomes(Mode.DISABLE)
                            && becomesWithout(fleet.pods(TARGET).getFirst(), Mode.STRICT)
                            && becomes(Mode.DISABLE)
                            && becomesWithout(MESHED, Mode.STRICT);
            Fleet.Seen calls = mesh.end();
            return Outcome.of(
                    all && calls.asked() > 0 && calls.failed() == 0,
                    "%s; %s".formatted(String.join(", ", told), calls.bound()),
                    "each reached, nobody refused while a sidecar is late; 0 failed");
        } finally {
            fleet.withdraw(POLICY);
            fleet.withdraw(FILE);
            fleet.await(STARTED, LOOK, () -> fleet.pods(TARGET).isEmpty());
        }
    }

    private boolean becomes(Mode mode) throws InterruptedException {
        write(mode);
        return reached(mode);
    }

    /// What the daemon sends to one sidecar is lost for a time.
    private boolean becomesWithout(String late, Mode mode) throws InterruptedException {
        daemonIsLostTo(late, "-I");
        boolean waits;
        try {
            write(mode);
            fleet.pause(LATE);
            waits = refused() == 0;
        } finally {
            daemonIsLostTo(late, "-D");
        }
        told.add("%s refused while %s is late".formatted(waits ? "nobody" : "somebody", late));
        return waits && reached(mode);
    }

    private void daemonIsLostTo(String pod, String change) {
        fleet.execAsRoot(
                pod, "iptables", change, "INPUT", "-p", "tcp", "--sport", "15012", "-j", "DROP");
    }

    private boolean reached(Mode mode) throws InterruptedException {
        int refused = mode == Mode.STRICT ? 2 : 0;
        boolean secured = mode != Mode.DISABLE;
        Optional<Duration> took =
                fleet.await(REACHED, LOOK, () -> refused() == refused && isSecured() == secured);
        told.add("%s after %s".formatted(mode, took.map(Configuration::seconds).orElse("never")));
        return took.isPresent();
    }

    private void write(Mode mode) {
        fleet.apply(
                POLICY,
                """
                apiVersion: security.istio.io/v1
                kind: PeerAuthentication
                metadata: {name: check-mode, namespace: default}
                spec: {selector: {matchLabels: {app: %s}}, mtls: {mode: %s}}
                """
                        .formatted(TARGET, mode));
    }

    /// How many pods refuse clear text.
    private long refused() {
        return fleet.pods(TARGET).stream()
                .filter(pod ->
                        Knocks.fromNode(fleet, fleet.address(pod) + ":8080", 1).refused() == 1)
                .count();
    }

    /// The server's sidecar tells the application who calls, where it knows.
    private boolean isSecured() {
        return Configuration.body(fleet, MESHED, URL).contains("x-forwarded-client-cert");
    }
}

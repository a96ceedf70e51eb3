package io.fairlead.minicluster.check;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Rows 34 and 84: each workload has a certificate of its own, renewed in time; without the CA there are no new ones.
final class IdentityRows {

    private static final String FILE = "check-identity.yaml";
    private static final Duration STARTED = Duration.ofMinutes(1);
    private static final Duration WATCHED =
            Duration.ofSeconds(
                    Long.parseLong(System.getenv().getOrDefault("FAIRLEAD_CHECK_ROTATION", "90")));

    /// Each lives for 60 s and is renewed at half of that.
    private static final long CERTIFICATES_MIN = Math.max(3, WATCHED.toSeconds() / 45);

    /// Looks between two ends of the daemon.
    private static final int KILL_EVERY = 20;

    private static final int REQUESTS_PER_SECOND = 300;
    private static final String LIFETIME = "60s";
    private static final String DAEMON = "istio-system/istiod";

    /// A pod that was there before the CA went, and its certificates' life: half of it is left at least.
    private static final String MORTAL = "mortal";

    private static final String BRIEF = "40s";
    private static final String ROTATING = "http://rotating-server:8080/";

    private IdentityRows() {}

    static List<Row> rows() {
        return List.of(
                new Row("34", "certificates name the workload", IdentityRows::certificate),
                new Row(
                        "34-rotation",
                        "certificates of 60 s are renewed under load, the daemon killed meanwhile",
                        IdentityRows::rotation),
                Row.withKubectl(
                        "84", "without a CA there are no new identities", IdentityRows::withoutCa));
    }

    private static Outcome certificate(Fleet fleet) throws InterruptedException {
        if (fleet.program("openssl").isEmpty()) {
            return Outcome.missing("no program openssl on the PATH (apt-get install openssl)");
        }
        boolean started = TlsPods.start(fleet);
        String shown =
                ofTheServer(
                        fleet,
                        TlsPods.OUTSIDER,
                        fleet.address("staff-service"),
                        "-ext subjectAltName -checkend 86401");
        TlsPods.stop(fleet);
        boolean named = shown.contains("URI:spiffe://cluster.local/ns/default/sa/default");
        // openssl says so of a certificate that has expired when the time given is over.
        boolean bounded = shown.contains("Certificate will expire");
        return Outcome.of(
                started && named && bounded,
                shown.lines().map(String::strip).toList().toString(),
                "spiffe://cluster.local/ns/default/sa/default, at most 24 h");
    }

    /// What openssl reads in the certificate that a sidecar shows on port 8080.
    private static String ofTheServer(Fleet fleet, String from, String address, String question) {
        return fleet.exec(
                        from,
                        "sh",
                        "-c",
                        ("openssl s_client -alpn istio-http/1.1 -connect %s:8080 </dev/null 2>/dev/null"
                                        + " | openssl x509 -noout %s")
                                .formatted(address, question))
                .output();
    }

    private static Outcome rotation(Fleet fleet) throws InterruptedException {
        boolean ready = TlsPods.start(fleet);
        TestPod server = shortLived(TestPod.echo("rotating-server"), LIFETIME);
        TestPod client = shortLived(TestPod.idle("rotating-client"), LIFETIME);
        fleet.apply(FILE, server.yaml() + server.service() + client.yaml());
        // A caller that has no route yet, or knows no ready endpoint, answers 503, as everywhere.
        Optional<Duration> started =
                fleet.await(
                        STARTED,
                        () ->
                                fleet.pods("rotating-server").size() == 1
                                        && fleet.pods("rotating-client").size() == 1
                                        && Configuration.status(fleet, "rotating-client", ROTATING)
                                                == 200);
        Fleet.Watch load =
                fleet.watchFrom("rotating-client", ROTATING, REQUESTS_PER_SECOND, WATCHED);
        Set<String> serials = new LinkedHashSet<>();
        for (int look = 0; look < WATCHED.toSeconds() / 10; look++) {
            fleet.pause(Duration.ofSeconds(10));
            String serial =
                    ofTheServer(
                            fleet, TlsPods.OUTSIDER, fleet.address("rotating-server"), "-serial");
            if (serial.startsWith("serial=")) {
                serials.add(serial);
            }
            if (look % KILL_EVERY == 2) {
                fleet.kill(DAEMON, "discovery", "KILL");
            }
        }
        Fleet.Seen seen = load.stop();
        fleet.withdraw(FILE);
        TlsPods.stop(fleet);
        return Outcome.of(
                ready
                        && started.isPresent()
                        && serials.size() >= CERTIFICATES_MIN
                        && seen.failed() == 0,
                "%d certificates in %d s; %s"
                        .formatted(serials.size(), WATCHED.toSeconds(), seen.bound()),
                "at least %d; 0 failed".formatted(CERTIFICATES_MIN));
    }

    private static TestPod shortLived(TestPod pod, String life) {
        return pod.configured("SECRET_TTL", life);
    }

    private static Outcome withoutCa(Fleet fleet) throws InterruptedException {
        fleet.apply(FILE, shortLived(TestPod.idle(MORTAL), BRIEF).yaml());
        Optional<Duration> began = fleet.await(STARTED, () -> fleet.pods(MORTAL).size() == 1);
        authority(fleet, "=false");
        Optional<Duration> replaced = fleet.await(STARTED, () -> isReplaced(fleet, true));
        boolean stillReady = fleet.pods(MORTAL).size() == 1;
        fleet.apply("check-late.yaml", TestPod.idle("late").yaml());
        Optional<Duration> said =
                fleet.await(
                        STARTED,
                        () ->
                                fleet.log("late", "istio-proxy").stream()
                                        .anyMatch(line -> line.contains("event=no_certificate")));
        Optional<Duration> ended = fleet.await(STARTED, () -> hasExpired(fleet));
        Optional<Duration> out = fleet.await(STARTED, () -> fleet.pods(MORTAL).isEmpty());
        boolean unready = fleet.pods("late").isEmpty();
        int old = fleet.get(Drivers.PATH).status();
        authority(fleet, "-");
        Optional<Duration> ready =
                fleet.await(
                        STARTED,
                        () -> fleet.pods("late").size() == 1 && fleet.pods(MORTAL).size() == 1);
        // The next row finds the fleet as this one did: one daemon, which all sidecars have found.
        Optional<Duration> asBefore =
                fleet.await(STARTED, () -> isReplaced(fleet, false) && allHeard(fleet));
        fleet.withdraw(FILE);
        fleet.withdraw("check-late.yaml");
        fleet.await(STARTED, () -> fleet.pods("late").isEmpty() && fleet.pods(MORTAL).isEmpty());
        return Outcome.of(
                        replaced.isPresent()
                                && said.isPresent()
                                && unready
                                && old == 200
                                && ready.isPresent(),
                        "a new pod: %s, reason in its log: %s; the fleet: %d; with the CA again: %s"
                                .formatted(
                                        unready ? "not ready" : "ready",
                                        said.isPresent(),
                                        old,
                                        ready.isPresent() ? "ready" : "not ready"),
                        "not ready, true; 200; ready")
                .and(
                        Outcome.of(
                                began.isPresent()
                                        && stillReady
                                        && ended.isPresent()
                                        && out.isPresent(),
                                "a pod of before: ready %s, its certificate's end told %s, then not ready %s"
                                        .formatted(stillReady, ended.isPresent(), out.isPresent()),
                                "true, true, true"))
                .and(
                        Outcome.of(
                                asBefore.isPresent(),
                                "the daemon is back, heard by all: " + asBefore.isPresent(),
                                "true"));
    }

    /// Whether there is one daemon, and that one is a CA or not, as asked.
    private static boolean isReplaced(Fleet fleet, boolean withoutCa) {
        if (fleet.pods(DAEMON).size() != 1) {
            return false;
        }
        Fleet.Ran environment = fleet.exec(DAEMON, "env");
        return environment.status() == 0
                && environment.output().contains("ENABLE_CA_SERVER=false") == withoutCa;
    }

    private static boolean allHeard(Fleet fleet) {
        Syncz syncz = Syncz.of(fleet);
        return syncz.allSynced() && syncz.proxies() >= fleet.meshed().size();
    }

    /// Whether the pod's sidecar tells whoever asks that its certificate is past its end.
    private static boolean hasExpired(Fleet fleet) {
        return fleet.exec(MORTAL, "curl", "-s", "http://127.0.0.1:15021/healthz/ready")
                .output()
                .contains("the certificate is valid from");
    }

    private static void authority(Fleet fleet, String setting) {
        fleet.kubectl(
                "set",
                "env",
                "deployment/istiod",
                "-n",
                "istio-system",
                "ENABLE_CA_SERVER" + setting);
    }
}

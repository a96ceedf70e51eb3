package io.fairlead.minicluster.check;

import java.time.Duration;
import java.util.List;

/// The fleet's api-gateway, whose image decides whether headers are passed on.
final class Gateways {

    private static final Duration ROLLOUT = Duration.ofMinutes(1);
    private static final String FILE = "check-no-propagation.yaml";
    private static final List<String> CALLERS = List.of("webapp", "webapp-experimental");
    private static final String CLUSTER =
            "outbound|8080||fleetman-api-gateway.default.svc.cluster.local::";
    private static final String LESSON = "lessons/2-dark-release/no-propagation.yaml";

    private Gateways() {}

    /// What is measured while api-gateway doesn't pass headers on.
    @FunctionalInterface
    interface Measure {
        Outcome take() throws InterruptedException;
    }

    /// Rolls api-gateway out without propagation, measures, and rolls it back. A rollout that doesn't come is the
    /// outcome, because what is measured then says nothing.
    static Outcome withoutPropagation(Fleet fleet, Measure measure) throws InterruptedException {
        fleet.apply(FILE, fleet.sample(LESSON));
        Outcome outcome =
                awaitPropagation(fleet, false) ? measure.take() : missing(fleet, "without");
        fleet.withdraw(FILE);
        return awaitPropagation(fleet, true) ? outcome : outcome.and(missing(fleet, "with"));
    }

    /// Leaves api-gateway without propagation.
    ///
    /// @return false when the rollout didn't come in time
    static boolean stopPropagation(Fleet fleet) throws InterruptedException {
        fleet.apply(FILE, fleet.sample(LESSON));
        return awaitPropagation(fleet, false);
    }

    private static Outcome missing(Fleet fleet, String with) {
        return new Outcome.Failed(
                "ready pods of api-gateway: " + fleet.pods("api-gateway"),
                "one, %s propagation, within %d s".formatted(with, ROLLOUT.toSeconds()));
    }

    /// Waits until the one pod of api-gateway that is left does (or does not) pass headers on, its callers know no
    /// other, and it answers.
    private static boolean awaitPropagation(Fleet fleet, boolean on) throws InterruptedException {
        return fleet.await(ROLLOUT, () -> isAlone(fleet, on)).isPresent();
    }

    /// Asks the pod by its own name: during a rollout there are two of the Deployment.
    private static boolean isAlone(Fleet fleet, boolean propagating) {
        List<String> pods = fleet.pods("api-gateway");
        return pods.size() == 1
                && propagates(fleet, pods.getFirst()) == propagating
                && CALLERS.stream().allMatch(caller -> knowsOnly(fleet, caller, pods.getFirst()))
                && fleet.get(Drivers.PATH).status() == 200;
    }

    /// A pod is ready a moment before the news of it has reached those who call it.
    private static boolean knowsOnly(Fleet fleet, String caller, String pod) {
        return CanaryRows.endpoints(fleet, caller, CLUSTER)
                .equals(List.of(fleet.address(pod) + ":8080"));
    }

    private static boolean propagates(Fleet fleet, String pod) {
        return !fleet.exec(pod, "env").output().contains("PROPAGATE_HEADERS=false");
    }
}

package io.fairlead.minicluster.check;

import java.time.Duration;
import java.util.List;

/// The fleet's api-gateway, whose image decides whether headers are passed on.
final class Gateways {

    private static final Duration ROLLOUT = Duration.ofMinutes(1);

    private Gateways() {}

    /// Waits until the one pod of api-gateway that is left does (or does not) pass headers on, and answers.
    static boolean awaitPropagation(Fleet fleet, boolean on) throws InterruptedException {
        return fleet.await(ROLLOUT, () -> isAlone(fleet, on)).isPresent();
    }

    /// Asks the pod by its own name: during a rollout there are two of the Deployment.
    private static boolean isAlone(Fleet fleet, boolean propagating) {
        List<String> pods = fleet.pods("api-gateway");
        return pods.size() == 1
                && propagates(fleet, pods.getFirst()) == propagating
                && fleet.get(Drivers.PATH).status() == 200;
    }

    private static boolean propagates(Fleet fleet, String pod) {
        return !fleet.exec(pod, "env").output().contains("PROPAGATE_HEADERS=false");
    }
}

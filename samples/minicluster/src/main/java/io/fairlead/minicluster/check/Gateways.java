package io.fairlead.minicluster.check;

import java.time.Duration;
import java.util.List;

/// The fleet's api-gateway, whose image decides whether headers are passed on.
final class Gateways {

    private static final Duration ROLLOUT = Duration.ofMinutes(1);

    private Gateways() {}

    /// Waits until the one pod of api-gateway that is left does (or does not) pass headers on, and answers.
    static boolean awaitPropagation(Fleet fleet, boolean on) throws InterruptedException {
        return fleet.await(
                        ROLLOUT,
                        () -> {
                            List<String> pods = fleet.pods("api-gateway");
                            String wanted =
                                    on ? "PROPAGATE_HEADERS=true" : "PROPAGATE_HEADERS=false";
                            return pods.size() == 1
                                    && propagation(fleet).equals(wanted)
                                    && fleet.get(Drivers.PATH).status() == 200;
                        })
                .isPresent();
    }

    private static String propagation(Fleet fleet) {
        String environment = fleet.exec("api-gateway", "env").output();
        return environment.contains("PROPAGATE_HEADERS=false")
                ? "PROPAGATE_HEADERS=false"
                : "PROPAGATE_HEADERS=true";
    }
}

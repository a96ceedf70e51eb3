package io.fairlead.minicluster.check;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Row 32: twelve more sidecars beside the fleet's eight; all acknowledge; an endpoint more pushes endpoints only.
final class PushRow {

    private static final String IDLE = "check-idle.yaml";
    private static final String TARGET = "check-target.yaml";
    private static final int PROXIES = 20;

    private PushRow() {}

    static Outcome ask(Fleet fleet) throws InterruptedException {
        TestPod target = TestPod.idle("target").outside();
        fleet.apply(IDLE, TestPod.idle("idle").times(12).yaml());
        fleet.apply(TARGET, target.times(1).yaml() + target.service(8099));
        Optional<Duration> connected =
                fleet.await(
                        Duration.ofMinutes(2),
                        () -> {
                            Syncz syncz = Syncz.of(fleet);
                            return syncz.proxies() >= PROXIES
                                    && syncz.allSynced()
                                    && fleet.pods("target").size() == 1;
                        });
        fleet.pause(Duration.ofSeconds(1));
        Syncz syncz = Syncz.of(fleet);
        List<Integer> before = pushes(fleet);
        fleet.apply(TARGET, target.times(2).yaml() + target.service(8099));
        fleet.await(Duration.ofSeconds(30), () -> fleet.pods("target").size() == 2);
        fleet.await(
                Duration.ofSeconds(5),
                () -> pushes(fleet).getFirst() >= before.getFirst() + PROXIES);
        List<Integer> after = pushes(fleet);
        fleet.withdraw(TARGET);
        fleet.withdraw(IDLE);
        fleet.await(Duration.ofSeconds(30), () -> fleet.pods("idle").isEmpty());
        int endpoints = after.get(0) - before.get(0);
        int others =
                after.get(1)
                        + after.get(2)
                        + after.get(3)
                        - before.get(1)
                        - before.get(2)
                        - before.get(3);
        return Outcome.of(
                connected.isPresent()
                        && endpoints >= PROXIES
                        && others == 0
                        && Syncz.rejections(fleet) == 0,
                "%d proxies, %d not in sync; one endpoint more: %d pushes of endpoints, %d of other types"
                        .formatted(syncz.proxies(), syncz.unsynced(), endpoints, others),
                "20, 0; endpoints only");
    }

    private static List<Integer> pushes(Fleet fleet) {
        return List.of(
                Syncz.pushes(fleet, "eds"),
                Syncz.pushes(fleet, "cds"),
                Syncz.pushes(fleet, "lds"),
                Syncz.pushes(fleet, "rds"));
    }
}

package io.fairlead.minicluster.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Rows about changes of a running mesh under load: two daemons of which one is killed, and rollouts.
final class ReplicaRows {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FILE = "check-replicas.yaml";
    private static final String SYSTEM = "istio-system";
    private static final String DAEMON = "deploy/istiod";
    private static final int PER_SECOND = 200;
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(500);

    /// The fleet's Deployments, as many at a time as two cores can start beside the load.
    private static final List<List<String>> FLEET =
            List.of(
                    List.of("webapp", "staff-service-risky", "position-simulator", "api-gateway"),
                    List.of(
                            "webapp-experimental",
                            "staff-service",
                            "position-tracker",
                            "vehicle-telemetry"));

    /// Who calls while only the load does.
    private static final List<String> CALLERS = List.of("webapp", "api-gateway");

    private static final int ROLLOUTS = 2;
    private static final int RESTARTS = 3;

    private ReplicaRows() {}

    /// They fill two cores for minutes, and leave the fleet with new pods.
    static List<Row> byName() {
        return List.of(
                Row.withKubectl(
                        "replicas",
                        "of two daemons the one that leads is killed under load",
                        ReplicaRows::leaderKilled),
                Row.withKubectl(
                        "rollouts",
                        "the fleet and the daemon are rolled out anew under load",
                        ReplicaRows::rollouts),
                Row.withKubectl(
                        "T1-replicas",
                        "the fleet goes to STRICT by itself with two daemons that share its sidecars",
                        ReplicaRows::migrated));
    }

    private static Outcome leaderKilled(Fleet fleet) throws InterruptedException {
        boolean shared = twoDaemons(fleet);
        Load load = Load.start(fleet);
        Waited before = Waited.until(fleet, () -> whole(fleet));
        String leader = leader(fleet);
        fleet.apply(FILE, CanaryRows.canary(fleet, 100, 0));
        Fleet.Ran killed =
                fleet.kubectl("delete", "pod", leader, "-n", SYSTEM, "--grace-period=0", "--force");
        fleet.apply(FILE, CanaryRows.canary(fleet, 0, 100));
        Waited ruled = Waited.until(fleet, () -> Drivers.ask(fleet, 5).onlyRisky());
        Waited moved = Waited.until(fleet, () -> isAnother(leader, leader(fleet)));
        Waited again = Waited.until(fleet, () -> whole(fleet));
        String seen = load.end();
        fleet.withdraw(FILE);
        scale(fleet, DAEMON, SYSTEM, 1);
        return Outcome.of(
                shared
                        && before.held()
                        && killed.status() == 0
                        && ruled.held()
                        && moved.held()
                        && again.held()
                        && load.isWhole(),
                ("proxies at both: %s; pages of both whole %s; %s killed: a rule of then arrived %s,"
                                + " another leads %s more, pages of both whole %s more; %s")
                        .formatted(
                                shared,
                                before.after(),
                                leader,
                                ruled.after(),
                                moved.after(),
                                again.after(),
                                seen),
                "true; whole; arrives, leads, whole; 0 failed");
    }

    private static boolean twoDaemons(Fleet fleet) throws InterruptedException {
        scale(fleet, DAEMON, SYSTEM, 2);
        Waited two = Waited.until(fleet, () -> daemons(fleet).size() == 2);
        return two.held() && isShared(fleet);
    }

    private static Outcome migrated(Fleet fleet) throws InterruptedException {
        boolean shared = twoDaemons(fleet);
        Outcome locked = MigrateRow.ask(fleet);
        scale(fleet, DAEMON, SYSTEM, 1);
        return Outcome.of(shared, "proxies at both: " + shared, "true").and(locked);
    }

    private static boolean isAnother(String before, String now) {
        return !now.isEmpty() && !now.equals(before);
    }

    private static Outcome rollouts(Fleet fleet) throws InterruptedException {
        List<String> stuck = new ArrayList<>();
        Load load = Load.start(fleet);
        for (int i = 0; i < ROLLOUTS; i++) {
            for (List<String> some : FLEET) {
                some.forEach(one -> fleet.kubectl("rollout", "restart", "deploy/" + one));
                some.stream()
                        .filter(one -> !rolled(fleet, "deploy/" + one, "default"))
                        .forEach(stuck::add);
            }
        }
        String fleetDone = load.sofar();
        if (!restart(fleet, DAEMON, SYSTEM)) {
            stuck.add(DAEMON);
        }
        CALLERS.forEach(one -> fleet.kubectl("scale", "deploy/" + one, "--replicas=2"));
        for (String one : CALLERS) {
            if (!rolled(fleet, "deploy/" + one, "default")
                    || fleet.kubectl("delete", "pod", fleet.pods(one).getFirst()).status() != 0) {
                stuck.add("a pod of " + one);
            }
        }
        for (String one : CALLERS) {
            if (!rolled(fleet, "deploy/" + one, "default")) {
                stuck.add(one);
            }
        }
        String seen = load.end();
        CALLERS.forEach(one -> scale(fleet, "deploy/" + one, "default", 1));
        return Outcome.of(
                stuck.isEmpty() && load.isWhole(),
                ("all deployments of the fleet, each %d times (%s); the daemon; a pod of each of %s"
                                + " deleted; not done: %s; %s")
                        .formatted(ROLLOUTS, fleetDone, CALLERS, stuck, seen),
                "none; 0 failed");
    }

    /// The load, and what came of it.
    private static final class Load {
        private final Fleet fleet;
        private final Fleet.Watch watch;
        private final long beganNanos;
        private boolean whole;

        private Load(Fleet fleet, Fleet.Watch watch) {
            this.fleet = fleet;
            this.watch = watch;
            this.beganNanos = fleet.nanoTime();
        }

        static Load start(Fleet fleet) {
            return new Load(fleet, fleet.load(Drivers.PATH, PER_SECOND));
        }

        String sofar() {
            return "%.0f s".formatted(seconds());
        }

        private double seconds() {
            return (fleet.nanoTime() - beganNanos) / 1e9;
        }

        String end() throws InterruptedException {
            Fleet.Seen seen = watch.stop();
            whole = seen.asked() > 0 && seen.failed() == 0;
            return "%s at %.0f a second".formatted(seen.bound(), seen.asked() / seconds());
        }

        boolean isWhole() {
            return whole;
        }
    }

    /// How long something was waited for.
    ///
    /// @param after as text
    private record Waited(boolean held, String after) {
        static Waited until(Fleet fleet, BooleanSupplier condition) throws InterruptedException {
            return fleet.await(SOON, LOOK, condition)
                    .map(took -> new Waited(true, "after " + Configuration.seconds(took)))
                    .orElse(new Waited(false, "never"));
        }
    }

    private static boolean restart(Fleet fleet, String deployment, String namespace) {
        return fleet.kubectl("rollout", "restart", deployment, "-n", namespace).status() == 0
                && rolled(fleet, deployment, namespace);
    }

    private static boolean rolled(Fleet fleet, String deployment, String namespace) {
        return fleet.kubectl("rollout", "status", deployment, "-n", namespace, "--timeout=120s")
                        .status()
                == 0;
    }

    private static void scale(Fleet fleet, String deployment, String namespace, int replicas) {
        Fleet.Ran _ = fleet.kubectl("scale", deployment, "-n", namespace, "--replicas=" + replicas);
        boolean _ = rolled(fleet, deployment, namespace);
    }

    /// The pod that leads, as `kubectl get lease` shows it; empty while none does.
    private static String leader(Fleet fleet) {
        String holder =
                KubectlRows.get(fleet, "lease", "fairlead-leader", "-n", SYSTEM)
                        .at("/spec/holderIdentity")
                        .asText();
        return daemons(fleet).stream()
                .filter(pod -> holder.startsWith(pod + "_"))
                .findFirst()
                .orElse("");
    }

    /// Pods of daemons that are ready.
    private static List<String> daemons(Fleet fleet) {
        List<String> daemons = new ArrayList<>();
        for (JsonNode pod :
                KubectlRows.get(fleet, "pods", "-n", SYSTEM, "-l", "app=istiod").path("items")) {
            if (pod.at("/status/containerStatuses/0/ready").asBoolean()
                    && pod.at("/metadata/deletionTimestamp").isMissingNode()) {
                daemons.add(pod.at("/metadata/name").asText());
            }
        }
        return daemons;
    }

    /// Whether each of two daemons has a caller: a proxy that comes anew has the choice.
    private static boolean isShared(Fleet fleet) {
        for (int i = 0; i < RESTARTS; i++) {
            for (String one : CALLERS) {
                boolean _ = restart(fleet, "deploy/" + one, "default");
            }
            if (daemons(fleet).stream()
                    .allMatch(daemon ->
                            CALLERS.stream().anyMatch(page(fleet, daemon, "syncz")::contains))) {
                return true;
            }
        }
        return false;
    }

    /// Whether there are two daemons, one leads, and pages of both show calls of now, whichever heard of them.
    private static boolean whole(Fleet fleet) {
        List<String> daemons = daemons(fleet);
        return daemons.size() == 2
                && !leader(fleet).isEmpty()
                && daemons.stream().allMatch(daemon -> shows(fleet, daemon));
    }

    private static boolean shows(Fleet fleet, String daemon) {
        String edges = page(fleet, daemon, "edges");
        return CALLERS.stream().allMatch(caller -> calls(edges, caller));
    }

    private static String page(Fleet fleet, String daemon, String name) {
        return fleet.exec(
                        SYSTEM + "/" + daemon,
                        "curl",
                        "-s",
                        "--max-time",
                        "10",
                        "http://127.0.0.1:15014/debug/" + name)
                .output();
    }

    private static boolean calls(String edges, String source) {
        try {
            for (JsonNode edge : JSON.readTree(edges).path("edges")) {
                if (edge.at("/source/workload").asText().equals(source)
                        && edge.at("/tenSeconds/count").asLong() > 0) {
                    return true;
                }
            }
            return false;
        } catch (JsonProcessingException _) {
            return false;
        }
    }
}

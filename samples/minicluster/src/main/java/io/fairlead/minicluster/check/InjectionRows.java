package io.fairlead.minicluster.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Rows 9, 10, 17, 20, 22, 29 and 38: who gets a proxy, who doesn't, and the one process behind it.
final class InjectionRows {

    private static final String FILE = "check-injection.yaml";
    private static final String NAMESPACE = "check-injection";
    private static final String POD = "app=injected";
    private static final Duration STARTED = Duration.ofMinutes(1);

    /// Pods that say what they want, by their names.
    private static final Map<String, String> OPINIONS =
            Map.of(
                    "says-no", "labels: {app: injected, sidecar.istio.io/inject: 'false'}",
                    "says-no-as-annotation",
                            "labels: {app: injected}, annotations: {sidecar.istio.io/inject: 'false'}",
                    "says-nothing", "labels: {app: injected}");

    /// Names by which the parts of the control plane were known when they were processes of their own.
    private static final List<String> ROLES =
            List.of("istiod", "istio-pilot", "istio-telemetry", "zipkin", "jaeger-collector");

    /// What is wrong with a rule, and what a refusal of it has to name.
    private static final Map<String, String> MALFORMED =
            Map.of(
                    "hosts: [shop], http: [{route: [{destination: {host: shop}, weight: -1}]}]",
                    "spec.http[0].route[0].weight",
                    "hosts: [], http: [{route: [{destination: {host: shop}}]}]",
                    "spec.hosts",
                    "hosts: [shop], http: [{redirect: {derivePort: FROM_NOWHERE}}]",
                    "spec.http[0].redirect.derivePort");

    private InjectionRows() {}

    static List<Row> rows() {
        return List.of(
                new Row("9", "proxy-status lists each proxy, in sync", InjectionRows::status),
                Row.withKubectl(
                        "10",
                        "the control plane answers by its roles' names",
                        InjectionRows::roles),
                Row.withKubectl(
                        "17",
                        "labels of the namespace decide, and pods that say no have it",
                        InjectionRows::labels),
                Row.withKubectl(
                        "20", "a label counts for pods that come after it", InjectionRows::later),
                Row.withKubectl("22", "all application pods are 2/2", InjectionRows::twoOfTwo),
                Row.withKubectl(
                        "29",
                        "the webhook refuses malformed rules and says why",
                        InjectionRows::malformed),
                Row.withKubectl(
                        "38", "one Deployment is the control plane", InjectionRows::onePlane));
    }

    private static Outcome status(Fleet fleet) throws InterruptedException {
        int proxies = fleet.meshed().size() + 1;
        Optional<Duration> synced =
                fleet.await(STARTED, Duration.ofSeconds(1), () -> inSync(fleet) >= proxies);
        return Outcome.of(
                synced.isPresent(),
                "%d proxies SYNCED, and neither STALE nor REJECTED".formatted(inSync(fleet)),
                "at least %d, the gateway among them".formatted(proxies));
    }

    /// Lines of proxies that have all that was sent to them; a gateway without a Gateway is sent no routes.
    private static long inSync(Fleet fleet) {
        Fleet.Ran ran =
                InstallRows.fairlead("proxy-status", "--kubeconfig", fleet.kubeconfig().toString());
        return ran.output().contains("istio-ingressgateway-")
                ? ran.output()
                        .lines()
                        .filter(line ->
                                line.contains("SYNCED") && !line.matches(".*(STALE|REJECTED).*"))
                        .count()
                : 0;
    }

    private static Outcome roles(Fleet fleet) {
        List<String> silent = new ArrayList<>();
        for (String role : ROLES) {
            boolean named =
                    fleet.exec("api-gateway", "getent", "hosts", role + ".istio-system").status()
                            == 0;
            String behind =
                    fleet.kubectl(
                                    "get",
                                    "endpoints",
                                    role,
                                    "-n",
                                    "istio-system",
                                    "-o",
                                    "jsonpath={.subsets[*].addresses[*].ip}")
                            .output();
            if (!named || behind.isBlank()) {
                silent.add(role);
            }
        }
        return Outcome.of(
                silent.isEmpty(),
                "%s; without a name or an endpoint: %s".formatted(ROLES, silent),
                "none");
    }

    private static Outcome labels(Fleet fleet) throws InterruptedException {
        fleet.kubectl("create", "namespace", NAMESPACE);
        Map<String, String> seen = new TreeMap<>();
        seen.put("0 without a label", started(fleet));
        fleet.kubectl("label", "namespace", NAMESPACE, "istio-injection=enabled");
        seen.put("1 enabled", started(fleet));
        fleet.kubectl("label", "namespace", NAMESPACE, "istio-injection=disabled", "--overwrite");
        seen.put("2 disabled", started(fleet));
        fleet.kubectl("delete", "namespace", NAMESPACE, "--wait=false");
        return Outcome.of(
                seen.get("0 without a label").equals(opinions("1/1"))
                        && seen.get("1 enabled").equals(opinions("2/2"))
                        && seen.get("2 disabled").equals(opinions("1/1")),
                seen.toString(),
                "1/1, but 2/2 where it is enabled and the pod says nothing");
    }

    private static String opinions(String silent) {
        return new TreeMap<>(
                        Map.of(
                                "says-no", "1/1",
                                "says-no-as-annotation", "1/1",
                                "says-nothing", silent))
                .toString();
    }

    /// What READY says of each pod after all were made anew.
    private static String started(Fleet fleet) throws InterruptedException {
        StringBuilder pods = new StringBuilder();
        OPINIONS.forEach((name, meta) -> pods.append(pod(name, meta)));
        fleet.apply(FILE, pods.toString());
        fleet.await(
                STARTED,
                Duration.ofMillis(300),
                () ->
                        ready(fleet).values().stream().filter(InjectionRows::isComplete).count()
                                == OPINIONS.size());
        String seen = ready(fleet).toString();
        fleet.withdraw(FILE);
        fleet.await(STARTED, Duration.ofMillis(300), () -> ready(fleet).isEmpty());
        return seen;
    }

    private static boolean isComplete(String ready) {
        return ready.equals("1/1") || ready.equals("2/2");
    }

    private static Map<String, String> ready(Fleet fleet) {
        Map<String, String> ready = new TreeMap<>();
        fleet.kubectl("get", "pods", "-n", NAMESPACE, "-l", POD, "--no-headers")
                .output()
                .lines()
                .map(KubectlRows::words)
                .filter(words -> words.size() > 2 && words.get(1).contains("/"))
                .forEach(words -> ready.put(words.get(0), words.get(1)));
        return ready;
    }

    private static String pod(String name, String meta) {
        return """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, namespace: %s, %s}
        spec: {containers: [{name: app, image: "fairlead/idle:1"}]}
        ---
        """
                .formatted(name, NAMESPACE, meta);
    }

    private static Outcome later(Fleet fleet) throws InterruptedException {
        String space = NAMESPACE + "-later";
        fleet.kubectl("create", "namespace", space);
        fleet.kubectl("create", "deployment", "injected", "-n", space, "--image=fairlead/idle:1");
        String before = only(fleet, space, "1/1");
        String said =
                fleet.kubectl("label", "namespace", space, "istio-injection=enabled")
                        .output()
                        .strip();
        String labelled = only(fleet, space, "1/1");
        fleet.kubectl("delete", "pod", "-n", space, "-l", POD, "--wait=true");
        String after = only(fleet, space, "2/2");
        fleet.kubectl("delete", "namespace", space, "--wait=false");
        return Outcome.of(
                said.equals("namespace/%s labeled".formatted(space))
                        && !before.isEmpty()
                        && before.equals(labelled)
                        && !after.isEmpty()
                        && !after.equals(before),
                "%s; before %s, after the label %s, made anew %s"
                        .formatted(said, before, labelled, after),
                "labeled; a pod with 1/1, the same, another with 2/2");
    }

    /// The one pod of the Deployment, once it is ready with so many containers; empty where it isn't in time.
    private static String only(Fleet fleet, String space, String ready)
            throws InterruptedException {
        List<String> found = new ArrayList<>();
        fleet.await(
                STARTED,
                Duration.ofMillis(300),
                () -> {
                    found.clear();
                    fleet.kubectl("get", "pods", "-n", space, "-l", POD, "--no-headers")
                            .output()
                            .lines()
                            .map(KubectlRows::words)
                            .filter(words -> words.size() > 1 && words.get(1).equals(ready))
                            .forEach(words -> found.add(words.getFirst()));
                    return found.size() == 1;
                });
        return found.size() == 1 ? found.getFirst() : "";
    }

    private static Outcome twoOfTwo(Fleet fleet) {
        List<String> others =
                fleet.kubectl("get", "po", "-l", "sidecar.istio.io/inject!=false", "--no-headers")
                        .output()
                        .lines()
                        .filter(line -> !line.matches("\\S+ +2/2 +Running .*"))
                        .toList();
        return Outcome.of(others.isEmpty(), "otherwise: " + others, "none");
    }

    private static Outcome malformed(Fleet fleet) {
        List<String> silent = new ArrayList<>();
        MALFORMED.forEach((spec, field) -> {
            Fleet.Ran ran =
                    fleet.kubectlApply(
                            """
                            apiVersion: networking.istio.io/v1
                            kind: VirtualService
                            metadata: {name: malformed, namespace: default}
                            spec: {%s}
                            """
                                    .formatted(spec));
            if (ran.status() == 0 || !ran.output().contains(field)) {
                silent.add("%s: %s".formatted(field, ran.output().strip()));
            }
        });
        return Outcome.of(
                silent.isEmpty(),
                "%d rules refused by the API server, each with its field %s"
                        .formatted(MALFORMED.size() - silent.size(), silent),
                "all");
    }

    private static Outcome onePlane(Fleet fleet) {
        List<String> planes =
                fleet.kubectl("get", "deployments", "-A", "-l", "app=istiod", "-o", "name")
                        .output()
                        .lines()
                        .toList();
        String ports =
                fleet.exec("istio-system/istiod", "sh", "-c", "cat /proc/net/tcp /proc/net/tcp6")
                        .output();
        // Configuration and discovery, identities, pages, and both webhooks.
        List<Integer> missing =
                List.of(15_010, 15_012, 15_014, 15_017).stream()
                        .filter(port -> !ports.contains(":%04X ".formatted(port)))
                        .toList();
        return Outcome.of(
                planes.equals(List.of("deployment.apps/istiod")) && missing.isEmpty(),
                "%s; ports without a listener: %s".formatted(planes, missing),
                "istiod alone; none");
    }
}

package io.fairlead.minicluster.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Rows 97 and 2: the mesh is applied again with another setting, and taken away. After them there is none.
final class UninstallRows {

    private static final String POLICY = "first-party-jwt";
    private static final List<String> OF_THE_MESH = List.of("istiod", "istio-ingressgateway");
    private static final int REQUESTS = 50;
    private static final Duration SOON = Duration.ofSeconds(60);

    /// What a mesh brings along. Its namespace was there before, and stays, as all that nobody installed.
    private static final Pattern BROUGHT =
            Pattern.compile(
                    "(system: .*"
                            + "|customresourcedefinition\\S*/\\S+\\."
                            + "(istio\\.io|fairlead\\.io|gateway\\.networking\\.k8s\\.io)"
                            + "|clusterrole(binding)?\\S*/istio\\S+"
                            + "|(mutating|validating)webhookconfiguration\\S*/istio\\S+"
                            + "|configmap/istio-ca-root-cert)");

    private UninstallRows() {}

    static List<Row> rows() {
        return List.of(
                Row.withKubectl(
                        "97",
                        "manifest apply with tokens that every pod has",
                        UninstallRows::appliedAgain),
                Row.withKubectl(
                        "2",
                        "without the mesh the applications are as they were",
                        UninstallRows::uninstalled));
    }

    private static Outcome appliedAgain(Fleet fleet) {
        Fleet.Ran ran = apply(fleet);
        List<String> wrong = new ArrayList<>();
        for (String name : OF_THE_MESH) {
            JsonNode spec =
                    KubectlRows.get(fleet, "deploy", name, "-n", "istio-system")
                            .at("/spec/template/spec");
            if (!policies(spec).equals(Set.of(POLICY))
                    || spec.toString().contains("serviceAccountToken")) {
                wrong.add(name);
            }
        }
        String values =
                KubectlRows.get(fleet, "cm", "istio-sidecar-injector", "-n", "istio-system")
                        .at("/data/values")
                        .asText();
        boolean injected = values.replace(" ", "").contains("\"jwtPolicy\":\"" + POLICY);
        Fleet.Ran _ = fleet.kubectl("rollout", "restart", "deploy/webapp");
        Fleet.Ran rolled = fleet.kubectl("rollout", "status", "deploy/webapp", "--timeout=90s");
        int status = fleet.get("/").status();
        return Outcome.of(
                ran.status() == 0
                        && wrong.isEmpty()
                        && injected
                        && rolled.status() == 0
                        && status == 200,
                "status %d%s; otherwise: %s; in the injector's values: %s; a new webapp: %d; the page: %d"
                        .formatted(
                                ran.status(),
                                ran.status() == 0 ? "" : ", " + ran.output().strip(),
                                wrong,
                                injected,
                                rolled.status(),
                                status),
                "0; none; true; 0; 200");
    }

    /// Makes the demo's mesh one that was installed: the objects were there, and are ours now.
    private static Fleet.Ran apply(Fleet fleet) {
        return InstallRows.fairlead(
                "manifest",
                "apply",
                "-f",
                fleet.samples().resolve("install.yaml").toString(),
                "--set",
                "values.global.jwtPolicy=" + POLICY,
                "--kubeconfig",
                fleet.kubeconfig().toString(),
                "-y");
    }

    private static Set<String> policies(JsonNode spec) {
        Set<String> policies = new TreeSet<>();
        for (JsonNode container : spec.path("containers")) {
            for (JsonNode variable : container.path("env")) {
                if (variable.path("name").asText().equals("JWT_POLICY")) {
                    policies.add(variable.path("value").asText());
                }
            }
        }
        return policies;
    }

    private static Outcome uninstalled(Fleet fleet) throws InterruptedException {
        Map<String, String> specs = specs(fleet);
        Set<String> names = names(fleet);
        Fleet.Ran installed = apply(fleet);
        Fleet.Ran ran =
                InstallRows.fairlead(
                        "uninstall",
                        "--purge",
                        "--kubeconfig",
                        fleet.kubeconfig().toString(),
                        "-y");
        // Its pods end.
        fleet.await(
                SOON,
                Duration.ofSeconds(1),
                () -> names(fleet).stream().noneMatch(BROUGHT.asMatchPredicate()));
        Set<String> after = names(fleet);
        Set<String> added = new TreeSet<>(after);
        added.removeAll(names);
        Set<String> foreign =
                names.stream()
                        .filter(name -> !after.contains(name))
                        .filter(BROUGHT.asMatchPredicate().negate())
                        .collect(Collectors.toCollection(TreeSet::new));
        Set<String> left =
                after.stream()
                        .filter(BROUGHT.asMatchPredicate())
                        .collect(Collectors.toCollection(TreeSet::new));
        boolean same = specs.equals(specs(fleet)) && !specs.isEmpty();
        long answered = 0;
        for (int i = 0; i < REQUESTS; i++) {
            answered += fleet.get("/").status() == 200 ? 1 : 0;
        }
        return Outcome.of(
                installed.status() == 0
                        && ran.status() == 0
                        && added.isEmpty()
                        && foreign.isEmpty()
                        && left.isEmpty()
                        && same
                        && answered == REQUESTS,
                ("status %d and %d; of %d objects new: %s, gone and not the mesh's: %s, "
                                + "left of the mesh: %s; specs alike: %s; %d of %d answered")
                        .formatted(
                                installed.status(),
                                ran.status(),
                                names.size(),
                                added,
                                foreign,
                                left,
                                same,
                                answered,
                                REQUESTS),
                "0 and 0; none, none, none; true; all");
    }

    /// Of the applications' Deployments and Services, by kind and name.
    private static Map<String, String> specs(Fleet fleet) {
        Map<String, String> specs = new TreeMap<>();
        for (JsonNode one : KubectlRows.get(fleet, "deploy,svc", "-n", "default").path("items")) {
            specs.put(
                    one.path("kind").asText() + "/" + one.at("/metadata/name").asText(),
                    one.path("spec").toString());
        }
        return specs;
    }

    /// Of what the whole cluster and the mesh's namespace have, and of what namespace default has but pods, which may
    /// come and go.
    private static Set<String> names(Fleet fleet) {
        Set<String> names = new TreeSet<>();
        Fleet.Ran cluster =
                fleet.kubectl(
                        "get",
                        "ns,crd,clusterrole,clusterrolebinding,mutatingwebhookconfiguration"
                                + ",validatingwebhookconfiguration",
                        "-o",
                        "name");
        Fleet.Ran own =
                fleet.kubectl("get", "deploy,svc,cm,secret,sa", "-n", "default", "-o", "name");
        Fleet.Ran system =
                fleet.kubectl("get", "deploy,svc,po,secret", "-n", "istio-system", "-o", "name");
        cluster.output().lines().forEach(names::add);
        system.output().lines().map(name -> "system: " + name).forEach(names::add);
        own.output().lines().forEach(names::add);
        return names;
    }
}

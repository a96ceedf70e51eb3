package io.fairlead.minicluster.check;

import io.fairlead.app.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Rows 14, 26, 88, 90, 91, 93 to 96, 98, 99 and 103: from profiles to objects, and what is refused on the way.
final class InstallRows {

    private static final String OWN = "install.yaml";
    private static final String FIRST_PARTY = "values.global.jwtPolicy=first-party-jwt";
    private static final Pattern DEPLOYMENT =
            Pattern.compile("kind: Deployment\\nmetadata:\\n(?: .*\\n)*? +name: (\\S+)");
    private static final Pattern KIND = Pattern.compile("(?m)^apiVersion: (\\S+)\\nkind: (\\S+)$");

    /// The pods of profile demo, by their Deployments.
    private static final Set<String> DEMO =
            Set.of(
                    "grafana",
                    "istio-egressgateway",
                    "istio-ingressgateway",
                    "istio-tracing",
                    "istiod",
                    "kiali",
                    "prometheus");

    /// There are a dozen lessons.
    private static final int FILES_MIN = 12;

    private static final List<String> OF_ENVOY =
            List.of("EnvoyFilter", "typed_config", "static_resources", "envoy.filters");

    private static final String PROFILES =
            """
            Istio configuration profiles:
                default
                demo
                empty
                minimal
                preview
            """;

    private InstallRows() {}

    static List<Row> rows() {
        return List.of(
                Row.withKubectl(
                        "14",
                        "the four files, applied in their order, and again",
                        InstallRows::fourFiles),
                new Row("26", "nobody writes YAML of the proxy's own", InstallRows::noneOfEnvoy),
                new Row("88", "manifest generate says the same twice", InstallRows::deterministic),
                new Row(
                        "90",
                        "the default profile, and a misspelt verb",
                        InstallRows::defaultProfile),
                new Row("91", "profile demo adds what it promises", InstallRows::demoProfile),
                new Row(
                        "93",
                        "addComponents is refused, addonComponents is not",
                        InstallRows::addons),
                new Row("94", "profile list", InstallRows::profiles),
                new Row("95", "profile dump, and back by -f", InstallRows::dump),
                Row.withKubectl(
                        "96", "kubectl doesn't know IstioOperator", InstallRows::unknownKind),
                new Row("98", "generate with tokens that every pod has", InstallRows::firstParty),
                Row.withKubectl("99", "what was generated is taken by kubectl", InstallRows::taken),
                new Row("103", "the seven pods of profile demo", InstallRows::sevenPods));
    }

    private static Outcome fourFiles(Fleet fleet) {
        List<String> documents =
                documents(
                        fairlead(
                                        "manifest",
                                        "generate",
                                        "-f",
                                        fleet.samples().resolve(OWN).toString())
                                .output());
        Predicate<String> isType = one -> one.contains("\nkind: CustomResourceDefinition\n");
        List<String> files =
                List.of(
                        joined(documents.stream().filter(isType)),
                        joined(documents.stream().filter(isType.negate())),
                        """
                        apiVersion: v1
                        kind: Secret
                        metadata: {name: kiali, namespace: istio-system}
                        data: {username: YWRtaW4=, passphrase: Y2hlY2s=}
                        """,
                        application(fleet));
        List<String> wrong = new ArrayList<>();
        int unchanged = 0;
        for (String file : files) {
            Fleet.Ran first = fleet.kubectlApply(file);
            Fleet.Ran again = fleet.kubectlApply(file);
            if (first.status() != 0 || again.status() != 0) {
                wrong.add(first.output() + again.output());
            }
            List<String> said = again.output().lines().toList();
            said.stream().filter(line -> !line.endsWith(" unchanged")).forEach(wrong::add);
            unchanged += said.size();
        }
        fleet.kubectl("delete", "secret", "kiali", "-n", "istio-system");
        return Outcome.of(
                wrong.isEmpty() && unchanged > 0,
                "%d objects unchanged the second time; otherwise: %s".formatted(unchanged, wrong),
                "some; none");
    }

    /// The course's file of the whole application.
    static String application(Fleet fleet) {
        return joined(
                Stream.of("1-positions", "2-staff", "3-web")
                        .map(name -> fleet.sample("k8s/" + name + ".yaml")));
    }

    private static Outcome noneOfEnvoy(Fleet fleet) {
        try (Stream<Path> all = Files.walk(fleet.samples())) {
            List<Path> files = all.filter(file -> file.toString().endsWith(".yaml")).toList();
            List<String> found = new ArrayList<>();
            for (Path file : files) {
                String text = Files.readString(file);
                OF_ENVOY.stream()
                        .filter(text::contains)
                        .forEach(word -> found.add(file + ": " + word));
            }
            return Outcome.of(
                    found.isEmpty() && files.size() > FILES_MIN,
                    "%d files of people; in them: %s".formatted(files.size(), found),
                    "some; nothing of Envoy");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Outcome deterministic(Fleet fleet) {
        String once = fairlead("manifest", "generate").output();
        String twice = fairlead("manifest", "generate").output();
        return Outcome.of(
                once.equals(twice) && once.contains("kind: Deployment"),
                "%d bytes, equal: %s".formatted(once.length(), once.equals(twice)),
                "equal");
    }

    private static Outcome defaultProfile(Fleet fleet) {
        Set<String> deployments = deployments(fairlead("manifest", "generate").output());
        Fleet.Ran sic = fairlead("mainfest", "apply");
        boolean helped =
                sic.output().contains("unknown command \"mainfest\"")
                        && sic.output().contains("manifest");
        return Outcome.of(
                deployments.equals(Set.of("istiod", "istio-ingressgateway"))
                        && sic.status() == 1
                        && helped,
                "%s; mainfest ends with %d and a suggestion: %s"
                        .formatted(deployments, sic.status(), helped),
                "istiod and istio-ingressgateway; 1, true");
    }

    private static Outcome demoProfile(Fleet fleet) {
        String objects = fairlead("manifest", "generate", "--set", "profile=demo").output();
        List<String> lacking =
                Stream.of(
                                "name: kiali",
                                "name: grafana",
                                "name: istio-tracing",
                                "name: istio-egressgateway",
                                "sampling: 100",
                                "accessLogFile: /dev/stdout")
                        .filter(part -> !objects.contains(part))
                        .toList();
        return Outcome.of(
                lacking.isEmpty() && deployments(objects).equals(DEMO),
                "%s; lacking: %s".formatted(deployments(objects), lacking),
                "all seven; nothing");
    }

    private static Outcome addons(Fleet fleet) {
        Fleet.Ran sic =
                fairlead("manifest", "generate", "--set", "addComponents.kiali.enabled=true");
        Fleet.Ran right =
                fairlead(
                        "manifest", "generate",
                        "--set", "addonComponents.kiali.enabled=true",
                        "--set", "addonComponents.grafana.enabled=true");
        boolean named =
                sic.output()
                                .contains(
                                        "unknown field \"addComponents\" in v1alpha1.IstioOperatorSpec")
                        && sic.output().contains("did you mean addonComponents?");
        return Outcome.of(
                sic.status() != 0
                        && named
                        && deployments(right.output()).containsAll(Set.of("kiali", "grafana")),
                "refused with a hint: %s; spelt right: %s"
                        .formatted(named, deployments(right.output())),
                "true; kiali and grafana among them");
    }

    private static Outcome profiles(Fleet fleet) {
        String list = fairlead("profile", "list").output();
        Fleet.Ran remote = fairlead("profile", "dump", "remote");
        boolean told = remote.status() != 0 && remote.output().contains("remote");
        return Outcome.of(
                list.equals(PROFILES) && told,
                "%s; remote: %s"
                        .formatted(
                                list.lines().map(String::strip).toList(), remote.output().strip()),
                "five profiles; why there is no remote");
    }

    private static Outcome dump(Fleet fleet) {
        String dumped = fairlead("profile", "dump", "demo").output();
        String back = fairlead("manifest", "generate", "-f", file(dumped)).output();
        String straight = fairlead("manifest", "generate", "--set", "profile=demo").output();
        boolean shaped =
                dumped.contains("apiVersion: install.istio.io/v1alpha1")
                        && dumped.contains("kind: IstioOperator")
                        && Stream.of("components:", "addonComponents:", "values:")
                                .allMatch(dumped::contains);
        return Outcome.of(
                shaped && back.equals(straight) && !back.isEmpty(),
                "an IstioOperator: %s; by -f the same objects: %s"
                        .formatted(shaped, back.equals(straight)),
                "true; true");
    }

    private static Outcome unknownKind(Fleet fleet) {
        Fleet.Ran ran = fleet.kubectlApply(fairlead("profile", "dump", "demo").output());
        String expected =
                "no matches for kind \"IstioOperator\" in version \"install.istio.io/v1alpha1\"";
        return Outcome.of(
                ran.status() != 0 && ran.output().contains(expected),
                ran.output().strip(),
                expected);
    }

    private static Outcome firstParty(Fleet fleet) {
        String objects =
                fairlead("manifest", "generate", "--set", "profile=demo", "--set", FIRST_PARTY)
                        .output();
        Set<String> kinds =
                KIND.matcher(objects)
                        .results()
                        .map(kind -> kind.group(1) + " " + kind.group(2))
                        .collect(Collectors.toCollection(TreeSet::new));
        List<String> foreign =
                kinds.stream().filter(kind -> kind.contains("install.istio.io")).toList();
        int policies = objects.split("value: first-party-jwt", -1).length - 1;
        boolean projected = objects.contains("serviceAccountToken:");
        return Outcome.of(
                foreign.isEmpty() && kinds.size() > 8 && policies >= 3 && !projected,
                "%d kinds, of them IstioOperator: %s; JWT_POLICY first-party-jwt %d times; projected tokens: %s"
                        .formatted(kinds.size(), foreign, policies, projected),
                "Kubernetes' kinds; daemon and both gateways; none");
    }

    private static Outcome taken(Fleet fleet) {
        String objects =
                fairlead("manifest", "generate", "--set", "profile=demo", "--set", FIRST_PARTY)
                        .output();
        Fleet.Ran ran = fleet.kubectlApply(objects, "--dry-run=server");
        List<String> said =
                ran.output().lines().filter(line -> line.endsWith("(server dry run)")).toList();
        int wanted = documents(objects).size();
        return Outcome.of(
                ran.status() == 0 && said.size() == wanted,
                "%d of %d objects taken, status %d".formatted(said.size(), wanted, ran.status()),
                "all, 0");
    }

    private static Outcome sevenPods(Fleet fleet) {
        Set<String> deployments =
                deployments(fairlead("manifest", "generate", "--set", "profile=demo").output());
        return deployments.equals(DEMO)
                ? new Outcome.NotShown(
                        "the objects are all made, but images of Grafana and Kiali are not to be had here")
                : Outcome.of(false, deployments.toString(), DEMO.toString());
    }

    /// What the command line `fairlead` says to these words, both streams.
    static Fleet.Ran fairlead(String... words) {
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said);
        int status = Main.commandLine().setOut(writer).setErr(writer).execute(words);
        return new Fleet.Ran(status, said.toString());
    }

    private static String file(String text) {
        try {
            Path file = Files.createTempFile("raw_settings", ".yaml");
            file.toFile().deleteOnExit();
            return Files.writeString(file, text).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> deployments(String objects) {
        return documents(objects).stream()
                .map(DEPLOYMENT::matcher)
                .flatMap(found -> found.results().limit(1))
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> documents(String yaml) {
        return Stream.of(yaml.split("(?m)^---\\n", -1))
                .filter(one -> one.contains("kind:"))
                .toList();
    }

    private static String joined(Stream<String> documents) {
        return documents.collect(Collectors.joining("\n---\n"));
    }
}

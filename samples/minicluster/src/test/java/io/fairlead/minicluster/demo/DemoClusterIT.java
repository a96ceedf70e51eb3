package io.fairlead.minicluster.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.testing.RealParts;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real cluster without mesh: namespaces, packet rules, names, supervision, as a person meets them.
class DemoClusterIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir private static Path fleet = Path.of("");

    private static @Nullable DemoCluster started;
    private static DemoOptions options = DemoOptions.of(Path.of("").toAbsolutePath());
    private static String hostBefore = "";

    private final DemoCluster demo = java.util.Objects.requireNonNull(started);

    @BeforeAll
    static void start() throws Exception {
        hostBefore = hostLinks();
        options =
                options.withState(Files.createTempDirectory("fairlead-test"))
                        .withFleet(StandInFleet.write(fleet))
                        .withPorts(Map.of(0, 30_080))
                        .withoutMesh();
        List<String> missing = Preflight.missing(options, List.of());
        RealParts.require(missing.isEmpty(), "no cluster can be made here: " + missing);
        started = DemoCluster.start(options);
        started.awaitReady(SOON);
    }

    @AfterAll
    static void stop() throws Exception {
        if (started != null) {
            started.close();
            assertThat(started.stateDir()).doesNotExist();
            assertThat(started.process().isAlive()).isFalse();
            assertThat(hostLinks()).isEqualTo(hostBefore);
        }
    }

    @Test
    void aServiceNameLeadsToBothPodsAboutEqually() throws Exception {
        Map<String, Integer> counts = ask("http://web/", 200);
        assertThat(counts).hasSize(2);
        assertThat(counts.values()).allMatch(count -> count >= 70 && count <= 130);
    }

    @Test
    void aServiceHasAShortANamespacedAndAFullName() throws Exception {
        for (String name : List.of("web", "web.default", "web.default.svc.cluster.local")) {
            assertThat(ask("http://" + name + "/", 2).keySet())
                    .as(name)
                    .allMatch(answer -> answer.startsWith("web-"));
        }
    }

    @Test
    void theHostsPortLeadsToBothPods() throws Exception {
        assertThat(askFromHost(60)).hasSize(2);
        assertThat(askFromHost(20).keySet()).allMatch(answer -> answer.startsWith("web-"));
    }

    @Test
    void aServiceThatIsDeletedLosesItsName() throws Exception {
        demo.writeConfig("second.yaml", service("second", "selector: {app: web}"));
        askUntil("http://second/", answer -> answer.startsWith("web-"));
        demo.deleteConfig("second.yaml");
        askUntil("http://second/", "UnknownHostException"::equals);
    }

    @Test
    void aServiceWithoutPodsRefusesAtOnce() throws Exception {
        demo.writeConfig("third.yaml", service("third", "selector: {app: nobody}"));
        askUntil("http://third/", "ConnectException"::equals);
        demo.deleteConfig("third.yaml");
    }

    @Test
    void aHeadlessNameGivesThePodsOwnAddresses() throws Exception {
        demo.writeConfig(
                "fourth.yaml", service("fourth", "clusterIP: None\n  selector: {app: web}"));
        List<String> wanted =
                demo.view().find("web").stream().map(ClusterView.Pod::ip).sorted().toList();
        List<String> seen = List.of();
        long deadline = System.nanoTime() + SOON.toNanos();
        while (!seen.equals(wanted) && System.nanoTime() < deadline) {
            seen =
                    demo.exec("web", "getent", "ahostsv4", "fourth")
                            .output()
                            .lines()
                            .map(line -> line.split(" ")[0])
                            .distinct()
                            .sorted()
                            .toList();
        }
        assertThat(seen).isEqualTo(wanted);
        demo.deleteConfig("fourth.yaml");
    }

    @Test
    void aChangedTemplateRollsWithoutAFailedRequest() throws Exception {
        demo.writeConfig("web.yaml", StandInFleet.WEB.formatted(2, " new"));
        Map<String, Integer> answers = askUntilAll(true);
        demo.deleteConfig("web.yaml");
        answers.putAll(askUntilAll(false));
        assertThat(answers.keySet()).allMatch(answer -> answer.startsWith("web-"));
    }

    /// Asks until all answers come from pods of the new template, or of the old one, and no others are left.
    private Map<String, Integer> askUntilAll(boolean wantNew) throws IOException {
        Map<String, Integer> answers = new TreeMap<>();
        // Limited by time: how many requests a roll-out lasts depends on how fast they are
        // answered.
        long deadline = System.nanoTime() + SOON.toNanos();
        while (System.nanoTime() < deadline) {
            Map<String, Integer> last = askFromHost(20);
            answers.putAll(last);
            boolean all = last.keySet().stream().allMatch(a -> a.endsWith(" new") == wantNew);
            if (all && demo.view().ready()) {
                return answers;
            }
        }
        throw new AssertionError("still not rolled out: " + answers);
    }

    @Test
    void aProcessThatDiesIsStartedAgainAndTheEventsSayHow() throws Exception {
        ClusterView.Pod victim = demo.view().one("web");
        demo.kill(victim.name(), "", "KILL");
        demo.await(
                SOON, view -> view.find(victim.name()).stream().anyMatch(DemoClusterIT::cameBack));
        String events = Files.readString(demo.stateDir().resolve("logs/events.0.log"));
        assertThat(events).contains("event=Ended pod=default/" + victim.name(), "signal 9");
    }

    /// As a sidecar that holds back the application does it.
    @Test
    void theNextContainerWaitsForWhatTheFirstDoesAfterItsStart() throws Exception {
        RealParts.program("kubectl", "kubernetes.io/docs/tasks/tools");
        demo.writeConfig("hooks.yaml", hooked("hooked", "sleep 3") + hooked("failing", "exit 7"));
        demo.await(SOON, view -> view.find("hooked").size() == 1);
        assertThat(
                        demo.kubectl("wait", "pod/hooked", "--for=condition=Ready", "--timeout=25s")
                                .output())
                .contains("condition met");
        String path =
                "jsonpath={.status.containerStatuses[?(@.name==\"%s\")].state.running.startedAt}";
        Instant first = Instant.parse(pod("hooked", path.formatted("first")));
        Instant second = Instant.parse(pod("hooked", path.formatted("second")));
        assertThat(Duration.between(first, second)).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        String events = "";
        for (int i = 0; i < 100 && !events.contains("FailedPostStartHook"); i++) {
            events =
                    demo.kubectl("get", "events", "--field-selector=involvedObject.name=failing")
                            .output();
        }
        assertThat(events).contains("FailedPostStartHook");
        assertThat(pod("failing", path.formatted("first"))).isEmpty();
        demo.deleteConfig("hooks.yaml");
    }

    private String pod(String name, String output) throws Exception {
        return demo.kubectl("get", "pod", name, "-o", output).output();
    }

    private static String hooked(String name, String command) {
        return """
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, namespace: default}
        spec:
          terminationGracePeriodSeconds: 1
          containers:
          - name: first
            image: shell:1
            lifecycle: {postStart: {exec: {command: [sh, -c, "%s"]}}}
          - {name: second, image: "shell:1"}
        """
                .formatted(name, command);
    }

    @Test
    void aPodIsAnOrdinaryUserAndSeesOnlyItsOwnNetwork() throws Exception {
        ClusterView.Pod pod = demo.view().one("web");
        assertThat(demo.exec(pod.name(), "id", "-u").output().strip()).isEqualTo("1000");
        assertThat(demo.execAsRoot(pod.name(), "ip", "-o", "-4", "addr").output())
                .contains(pod.ip() + "/32")
                .doesNotContain("10.244.0.1/");
        assertThat(demo.exec(pod.name(), "cat", "/etc/resolv.conf").output())
                .isEqualTo(
                        """
                        nameserver 10.96.0.10
                        search default.svc.cluster.local svc.cluster.local cluster.local
                        options ndots:5
                        """);
    }

    @Test
    void logsAreKeptByContainer() throws Exception {
        assertThat(ClusterView.log(demo.stateDir(), demo.view().one("web"), "web"))
                .content()
                .contains("serving as web-");
    }

    @Test
    void aMistakeIsNamedByFileAndLineAndWhatWasThereStays() throws Exception {
        demo.writeConfig("fifth.yaml", service("fifth", "selector: {app: web}"));
        askUntil("http://fifth/", answer -> answer.startsWith("web-"));
        demo.writeConfig("fifth.yaml", "---\n" + service("fifth", "type: Sometimes"));
        String problem = demo.await(SOON, view -> !view.problems().isEmpty()).problems().getFirst();
        assertThat(problem).contains("fifth.yaml:2: Service fifth: ", "spec.type");
        assertThat(ask("http://fifth/", 1).keySet()).allMatch(answer -> answer.startsWith("web-"));
        demo.deleteConfig("fifth.yaml");
        demo.await(SOON, view -> view.problems().isEmpty());
    }

    @Test
    void anUnknownNameIsAnsweredByTheKnownOnes() {
        assertThatThrownBy(() -> demo.exec("wbe", "true"))
                .isInstanceOf(UnknownWorkload.class)
                .hasMessageContaining("no workload \"wbe\" here. There are: web");
    }

    @Test
    void aSecondDemoIsRefusedAndTheFirstIsNamed() {
        assertThatThrownBy(() -> DemoCluster.start(options))
                .isInstanceOf(DemoRefused.class)
                .hasMessageContaining("process " + ProcessHandle.current().pid())
                .hasMessageContaining("http://127.0.0.1:");
    }

    @Test
    void aTakenPortIsSaidBeforeAnythingStarts() throws Exception {
        int taken = demo.hostPort(30_080);
        Path state = Files.createTempDirectory("fairlead-test");
        assertThatThrownBy(() ->
                        DemoCluster.start(
                                options.withState(state).withPorts(Map.of(taken, 30_080))))
                .isInstanceOf(DemoRefused.class)
                .hasMessageContaining("port " + taken + " on 127.0.0.1")
                .hasMessageContaining("Fix:");
        assertThat(state).doesNotExist();
    }

    @Test
    void aClusterThatIsKilledLeavesNothingAndItsDirectoryCanBeUsedAgain() throws Exception {
        DemoOptions other = options.withState(Files.createTempDirectory("fairlead-test"));
        DemoCluster first = DemoCluster.start(other);
        first.awaitReady(SOON);
        List<ProcessHandle> all = first.process().descendants().toList();
        assertThat(all).hasSizeGreaterThan(4);
        first.process().destroyForcibly();
        for (ProcessHandle process : all) {
            process.onExit().get(5, TimeUnit.SECONDS);
        }
        first.close();
        try (DemoCluster second = DemoCluster.start(other)) {
            second.awaitReady(SOON);
        }
    }

    private static boolean cameBack(ClusterView.Pod pod) {
        return pod.ready() && pod.containers().getFirst().restarts() > 0;
    }

    private Map<String, Integer> askFromHost(int times) throws IOException {
        return StandIn.ask(
                URI.create("http://127.0.0.1:%d/".formatted(demo.hostPort(30_080))), times);
    }

    /// Asks from a pod.
    private Map<String, Integer> ask(String url, int times) throws Exception {
        String output =
                demo.exec(
                                "web",
                                "java",
                                "-cp",
                                "classes",
                                StandIn.class.getName(),
                                "ask",
                                url,
                                Integer.toString(times))
                        .output();
        Map<String, Integer> counts = new TreeMap<>();
        for (String line : output.lines().toList()) {
            int space = line.indexOf(' ');
            counts.put(line.substring(space + 1), Integer.parseInt(line.substring(0, space)));
        }
        return counts;
    }

    /// Asks from a pod until it is answered so: the name server and the packet rules follow the objects.
    private void askUntil(String url, Predicate<String> condition) throws Exception {
        long deadline = System.nanoTime() + SOON.toNanos();
        Map<String, Integer> answers = ask(url, 1);
        while (!answers.keySet().stream().allMatch(condition)) {
            assertThat(System.nanoTime()).as("%s after %s", answers, SOON).isLessThan(deadline);
            answers = ask(url, 1);
        }
    }

    private static String service(String name, String spec) {
        return """
        apiVersion: v1
        kind: Service
        metadata: {name: %s}
        spec:
          %s
          ports: [{name: http, port: 80, targetPort: http}]
        """
                .formatted(name, spec);
    }

    private static String hostLinks() throws IOException, InterruptedException {
        Process links = new ProcessBuilder("ip", "-br", "link").start();
        String all = new String(links.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        links.waitFor();
        return all;
    }
}

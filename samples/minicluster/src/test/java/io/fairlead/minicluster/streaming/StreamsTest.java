package io.fairlead.minicluster.streaming;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.install.apply.Cluster;
import io.fairlead.install.apply.PodTunnel;
import io.fairlead.install.apply.Pods;
import io.fairlead.minicluster.Until;
import io.fairlead.minicluster.api.KubectlTable;
import io.fairlead.minicluster.api.TestServer;
import io.fairlead.minicluster.api.http.ClusterPki;
import io.fairlead.minicluster.api.http.NodeClient;
import io.fairlead.minicluster.demo.StandInServer;
import io.fairlead.minicluster.kubelet.StandInPod;
import io.fairlead.testing.RealParts;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/// The real kubectl against the API server and a kubelet's server, whose containers are real processes in namespaces.
@TestInstance(Lifecycle.PER_CLASS)
class StreamsTest {

    private static final int SECONDS_MAX = 60;

    @TempDir private static Path dir;
    private static Path kubectl = Path.of("kubectl");
    private static @Nullable TestServer api;
    private static @Nullable KubeletServer server;
    private static @Nullable StandInPod pod;

    private static final List<String> FILES =
            List.of(
                    "hook.yaml",
                    "node.yaml",
                    "pods.yaml",
                    "status.yaml",
                    "app-status.json",
                    "gone-status.json");

    @BeforeAll
    void start() throws Exception {
        kubectl = program();
        RealParts.root("network and mount namespaces");
        StandInPod app = StandInPod.create(dir.resolve("app"));
        pod = app;
        app.start(
                "main",
                List.of("sh", "-c", "echo line 1; echo line 2; echo line 3; exec sleep infinity"),
                Map.of("PATH", "/usr/bin:/bin", "COLOUR", "red"));
        app.start("first", List.of("echo", "made"), Map.of());
        app.start("web", StandInServer.command(), Map.of("HOSTNAME", "app"));
        for (String word : List.of("first", "second")) {
            app.start("crash", List.of("sh", "-c", "echo " + word), Map.of());
            app.awaitEnd("crash");
        }
        app.waiting("late");
        api = api(dir.resolve("state"));
        ClusterPki pki =
                ClusterPki.open(
                        dir.resolve("state/pki"),
                        InstantSource.system().instant(),
                        new SecureRandom());
        ClusterPki.Identity own = pki.server("system:node:n1", List.of("127.0.0.1"), List.of());
        server =
                KubeletServer.start(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        new KubeletServer.Keys(
                                pki.root(), own.certificate(), own.key(), NodeClient.NAME),
                        (_, name) -> name.equals("app") ? Optional.of(app) : Optional.empty(),
                        StreamLimits.DEFAULT);
        for (String file : FILES) {
            Files.writeString(
                    dir.resolve(file),
                    KubectlTable.resource(StreamsTest.class, file)
                            .replace("@PORT@", Integer.toString(server.port())));
        }
        Files.writeString(dir.resolve("letter.txt"), "Dear sidecar\n");
        Files.createDirectory(dir.resolve("letters"));
        Files.writeString(dir.resolve("letters/one.txt"), "1");
        Files.writeString(dir.resolve("letters/two.txt"), "2");
    }

    Path program() {
        return KubectlTable.program();
    }

    TestServer api(Path state) throws Exception {
        return TestServer.ours(state);
    }

    /// The commands of `streams.txt`.
    Stream<DynamicTest> commands(KubectlTable table) throws IOException {
        return table.commands(StreamsTest.class, "streams.txt");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
        if (api != null) {
            api.close();
        }
        if (pod != null) {
            pod.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> commandsAndThenStreams() throws IOException {
        return Stream.of(
                        commands(new KubectlTable(kubectl, dir, requireNonNull(api).kubeconfig())),
                        streams(),
                        ofBlocked())
                .flatMap(all -> all);
    }

    private Stream<DynamicTest> streams() {
        return Stream.of(
                DynamicTest.dynamicTest("cp came back", this::theFileCameBack),
                DynamicTest.dynamicTest("stdin", this::inputGoesThroughUnchanged),
                DynamicTest.dynamicTest("many", this::manyCommandsAtOnce),
                DynamicTest.dynamicTest("terminal", this::aTerminalHasTheSizeOfTheClients),
                DynamicTest.dynamicTest("killed", this::aCommandEndsWithItsClient),
                DynamicTest.dynamicTest("tunnel", this::aClientOfOurOwnReachesAPort),
                DynamicTest.dynamicTest("follow", this::logsAreFollowed),
                DynamicTest.dynamicTest("port-forward", this::portsAreForwarded),
                DynamicTest.dynamicTest("SPDY/3.1", this::olderClientsSpeakSpdy),
                DynamicTest.dynamicTest("foreign", this::onlyTheApiServerMayAsk));
    }

    /// A command that reads nothing ends with its client as well.
    Stream<DynamicTest> ofBlocked() {
        return Stream.of(blocked("blocked", Map.of()));
    }

    final DynamicTest blocked(String name, Map<String, String> env) {
        return DynamicTest.dynamicTest(
                name, () -> evenWhileItReadsNothing(env, List.of("sleep", "1718"), () -> {}));
    }

    private void theFileCameBack() {
        assertThat(dir.resolve("back.txt")).hasContent("Dear sidecar");
    }

    /// As kubectl spoke before 1.30, and still does where it is told so.
    static final Map<String, String> SPDY =
            Map.of(
                    "KUBECTL_REMOTE_COMMAND_WEBSOCKETS", "false",
                    "KUBECTL_PORT_FORWARD_WEBSOCKETS", "false");

    private void olderClientsSpeakSpdy() throws Exception {
        inputGoesThroughUnchanged(SPDY);
        portsAreForwarded(SPDY);
        ProcessBuilder builder =
                kubectl("exec", "app", "-c", "main", "--", "sh", "-c", "echo err >&2; exit 9");
        builder.environment().putAll(SPDY);
        Process failing = builder.start();
        assertThat(failing.errorReader().readLine()).isEqualTo("err");
        assertThat(failing.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
        assertThat(failing.exitValue()).isEqualTo(9);
    }

    private void inputGoesThroughUnchanged() throws Exception {
        inputGoesThroughUnchanged(Map.of());
    }

    private void inputGoesThroughUnchanged(Map<String, String> env) throws Exception {
        long seed = System.nanoTime();
        byte[] bytes = new byte[3_000_000];
        new Random(seed).nextBytes(bytes);
        Path in = Files.write(dir.resolve("in"), bytes);
        Path out = dir.resolve("out");
        ProcessBuilder builder = kubectl("exec", "-i", "app", "-c", "main", "--", "cat");
        builder.environment().putAll(env);
        Process cat = builder.redirectInput(in.toFile()).redirectOutput(out.toFile()).start();
        assertThat(cat.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
        assertThat(cat.exitValue()).isZero();
        assertThat(Files.mismatch(in, out)).as("seed " + seed).isEqualTo(-1);
    }

    private void manyCommandsAtOnce() throws Exception {
        List<Process> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(kubectl("exec", "app", "-c", "main", "--", "sh", "-c", "echo " + i).start());
        }
        for (int i = 0; i < all.size(); i++) {
            assertThat(all.get(i).inputReader().readLine()).isEqualTo(Integer.toString(i));
            assertThat(all.get(i).waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
        }
    }

    private void aTerminalHasTheSizeOfTheClients() throws Exception {
        // kubectl wants a terminal of its own, which `script` gives it.
        String line =
                "stty cols 91 rows 37; %s exec -it app -c main -- sh -c '%s'"
                        .formatted(
                                kubectl,
                                "until [ \"$(stty size)\" = \"37 91\" ]; do sleep 0.1; done;"
                                        + " echo size is right; test -t 1 && exit 5");
        ProcessBuilder builder = kubectl();
        builder.command("script", "-qec", line, "/dev/null");
        Process shell = builder.start();
        List<String> said = shell.inputReader().lines().toList();
        assertThat(shell.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
        assertThat(said).anyMatch(text -> text.contains("size is right"));
        assertThat(shell.exitValue()).isEqualTo(5);
    }

    private void aCommandEndsWithItsClient() throws Exception {
        Process client =
                kubectl("exec", "app", "-c", "main", "--", "sh", "-c", "echo $$; exec sleep 1717")
                        .start();
        String pid = client.inputReader().readLine();
        assertThat(running("sleep 1717")).as("process " + pid).isTrue();
        client.destroyForcibly();
        await("the command ended", () -> !running("sleep 1717"));
    }

    /// @param command reads nothing, for now
    /// @param then what is done when the client is gone
    final void evenWhileItReadsNothing(
            Map<String, String> env, List<String> command, Executable then) throws Throwable {
        ProcessBuilder builder = kubectl("exec", "-i", "app", "-c", "main", "--");
        builder.command().addAll(command);
        builder.environment().putAll(env);
        Process client = builder.start();
        CompletableFuture<Void> writer =
                CompletableFuture.runAsync(() -> {
                    try {
                        while (true) {
                            client.getOutputStream().write(new byte[65_536]);
                        }
                    } catch (IOException ended) {
                        assertThat(ended).isNotNull();
                    }
                });
        String line = String.join(" ", command);
        await("the command began", () -> running(line));
        client.destroyForcibly();
        writer.get(SECONDS_MAX, TimeUnit.SECONDS);
        then.execute();
        await("the command ended", () -> !running(line));
    }

    private void logsAreFollowed() throws Exception {
        StandInPod app = requireNonNull(pod);
        app.start(
                "crash",
                List.of("sh", "-c", "for i in 1 2 3; do echo step $i; sleep 0.3; done"),
                Map.of("PATH", "/usr/bin:/bin"));
        Process client = kubectl("logs", "-f", "app", "-c", "crash").start();
        assertThat(client.inputReader().lines()).containsExactly("step 1", "step 2", "step 3");
        assertThat(client.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
        assertThat(client.exitValue()).isZero();
    }

    private void portsAreForwarded() throws Exception {
        portsAreForwarded(Map.of());
    }

    private void portsAreForwarded(Map<String, String> env) throws Exception {
        ProcessBuilder builder = kubectl("port-forward", "app", ":8080", ":9");
        builder.environment().putAll(env);
        Process client = builder.start();
        try {
            BufferedReader out = client.inputReader();
            URI open = forwarded(out, "8080");
            URI closed = forwarded(out, "9");
            HttpClient http = HttpClient.newHttpClient();
            await("the server answers", () -> get(http, open).equals("app"));
            List<CompletableFuture<String>> all =
                    IntStream.range(0, 20)
                            .mapToObj(_ ->
                                    CompletableFuture.supplyAsync(
                                            () -> get(HttpClient.newHttpClient(), open)))
                            .toList();
            for (CompletableFuture<String> one : all) {
                assertThat(one.get(SECONDS_MAX, TimeUnit.SECONDS)).isEqualTo("app");
            }
            assertThat(get(http, closed)).isNotEqualTo("app");
            BufferedReader errors = client.errorReader();
            assertThat(errors.readLine())
                    .contains("error forwarding port 9 to pod app", "Connection refused");
        } finally {
            client.destroyForcibly();
        }
    }

    /// It speaks a protocol of WebSocket that kubectl doesn't.
    private void aClientOfOurOwnReachesAPort() throws Exception {
        Pods.Pod app = new Pods.Pod("default", "app", true);
        HttpClient http = HttpClient.newHttpClient();
        try (Cluster cluster = Cluster.open(requireNonNull(api).kubeconfig(), null);
                PodTunnel open = PodTunnel.open(cluster, app, 8080);
                PodTunnel closed = PodTunnel.open(cluster, app, 9)) {
            for (int i = 0; i < 5; i++) {
                assertThat(get(http, URI.create("http://" + open.address() + "/")))
                        .as(open.fault())
                        .isEqualTo("app");
            }
            assertThat(open.fault()).isEmpty();
            assertThat(get(http, URI.create("http://" + closed.address() + "/")))
                    .isNotEqualTo("app");
            await("why", () -> closed.fault().contains("Connection refused"));
        }
    }

    private static URI forwarded(BufferedReader out, String port) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("Forwarding from 127.0.0.1:") && line.endsWith("-> " + port)) {
                return URI.create("http://" + line.split(" ")[2] + "/");
            }
        }
        throw new IOException("kubectl forwards nothing");
    }

    private static String get(HttpClient http, URI uri) {
        try {
            return http.send(
                            HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException | InterruptedException failed) {
            return failed.toString();
        }
    }

    private void onlyTheApiServerMayAsk() throws Exception {
        ClusterPki pki =
                ClusterPki.open(
                        dir.resolve("state/pki"),
                        InstantSource.system().instant(),
                        new SecureRandom());
        HttpClient other =
                HttpClient.newBuilder().sslContext(pki.context(pki.client("somebody"))).build();
        URI uri =
                URI.create(
                        "https://127.0.0.1:%d/containerLogs/default/app/main"
                                .formatted(requireNonNull(server).port()));
        HttpResponse<String> answer =
                other.send(
                        HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("only " + NodeClient.NAME + " may ask");
    }

    static ProcessBuilder kubectl(String... words) {
        List<String> command = new ArrayList<>(List.of(kubectl.toString()));
        command.addAll(Arrays.asList(words));
        ProcessBuilder builder = new ProcessBuilder(command).directory(dir.toFile());
        builder.environment().put("KUBECONFIG", requireNonNull(api).kubeconfig().toString());
        builder.environment().put("HOME", dir.toString());
        return builder;
    }

    private static boolean running(String line) {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.filter(path -> path.getFileName().toString().matches("\\d+"))
                    .anyMatch(path -> line(path).equals(line));
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static String line(Path process) {
        try {
            return new String(
                            Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.UTF_8)
                    .replace('\0', ' ')
                    .strip();
        } catch (IOException gone) {
            return "";
        }
    }

    private static void await(String what, Callable<Boolean> holds) throws Exception {
        Until.holds(what, Duration.ofSeconds(SECONDS_MAX), holds);
    }
}

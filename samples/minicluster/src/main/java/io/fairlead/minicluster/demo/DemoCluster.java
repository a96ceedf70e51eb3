package io.fairlead.minicluster.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.network.HostPort;
import io.fairlead.minicluster.storage.WholeFile;
import java.io.IOException;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A demo that runs: started by [#start], reached by the methods here, gone after [#close].
///
/// ```java
/// try (DemoCluster demo = DemoCluster.start(DemoOptions.of(home).withState(dir))) {
///     demo.awaitReady(Duration.ofSeconds(60));
///     demo.writeConfig("canary.yaml", yaml);
///     Ran ran = demo.exec("webapp", "curl", "-s", "http://fleetman-api-gateway:8080/");
/// }
/// ```
///
/// Two processes of the host belong to it: this one, which has the listeners on 127.0.0.1, and `unshare`, below which
/// everything else lives in namespaces of its own. When either ends, all of it ends.
public final class DemoCluster implements AutoCloseable {

    private static final Duration STOP_MAX = Duration.ofSeconds(8);
    private static final long LOOK_MS = 50;
    private static final int API_PORT = 6_443;

    private final StateDir state;
    private final Process unshare;
    private final PodEntrance entrance;
    private final Map<Integer, HostPort> listeners = new LinkedHashMap<>();

    private final DemoOptions options;

    private DemoCluster(
            DemoOptions options, StateDir state, Process unshare, PodEntrance entrance) {
        this.options = options;
        this.state = state;
        this.unshare = unshare;
        this.entrance = entrance;
    }

    /// What a command printed (both streams), and its exit status.
    public record Ran(int status, String output) {}

    /// Starts a demo after everything that it needs was found to be there.
    ///
    /// @throws DemoRefused when it can't start; nothing was changed then
    public static DemoCluster start(DemoOptions options) throws IOException, DemoRefused {
        // A second demo is told about the first before it is told about the first's port.
        StateDir state = StateDir.take(options.state());
        boolean started = false;
        try {
            List<Integer> wanted = options.ports().keySet().stream().filter(p -> p != 0).toList();
            List<String> missing = Preflight.missing(options, wanted);
            if (!missing.isEmpty()) {
                throw new DemoRefused(missing);
            }
            DemoCluster demo = launch(options, state);
            started = true;
            return demo;
        } finally {
            if (!started) {
                state.close();
            }
        }
    }

    private static DemoCluster launch(DemoOptions options, StateDir state)
            throws IOException, DemoRefused {
        boolean root = StateDir.uid() == 0;
        Path scratch = Sandboxing.scratch();
        Process unshare = ClusterLaunch.start(options, state.path(), root, scratch);
        long init = ClusterLaunch.init(unshare, state.path());
        DemoCluster demo =
                new DemoCluster(
                        options, state, unshare, new PodEntrance(init, root, scratch.toString()));
        try {
            for (Map.Entry<Integer, Integer> port : options.ports().entrySet()) {
                demo.listen(port.getKey(), port.getValue());
            }
            demo.announce();
            return demo;
        } catch (IOException refused) {
            demo.stopProcesses();
            demo.listeners.values().forEach(DemoCluster::closeQuietly);
            throw refused;
        }
    }

    /// Pods and their state as of now.
    public ClusterView view() throws IOException {
        return ClusterView.read(state.path());
    }

    /// Waits until every wanted pod is ready.
    ///
    /// @throws IOException when the cluster ended, or wasn't ready in time; the message says which pods weren't
    public void awaitReady(Duration limit) throws IOException, InterruptedException {
        await(limit, ClusterView::ready);
    }

    /// Waits until the cluster looks as it should.
    public ClusterView await(Duration limit, Predicate<ClusterView> condition)
            throws IOException, InterruptedException {
        long looks = limit.toMillis() / LOOK_MS;
        for (long i = 0; i <= looks; i++) {
            ClusterView view = view();
            if (condition.test(view)) {
                return view;
            }
            if (unshare.waitFor(LOOK_MS, TimeUnit.MILLISECONDS)) {
                throw new IOException(
                        "the cluster ended: " + ClusterLaunch.lastWords(state.path()));
            }
        }
        throw new IOException("not ready after %s: %s".formatted(limit, notReady(view())));
    }

    /// Waits until the cluster ends by itself, and keeps host ports for all NodePorts open meanwhile.
    public void serve() throws IOException, InterruptedException {
        List<Integer> refused = new ArrayList<>();
        do {
            for (int port : view().nodePorts()) {
                boolean known = refused.contains(port) || listens(port);
                if (!known) {
                    try {
                        listen(port, port);
                        announce();
                    } catch (IOException taken) {
                        refused.add(port);
                    }
                }
            }
        } while (!unshare.waitFor(10 * LOOK_MS, TimeUnit.MILLISECONDS));
    }

    /// Opens one more port on 127.0.0.1 that leads to a port of the node.
    ///
    /// @param port 0 takes a free one
    /// @return false when somebody has the port
    public boolean open(int port, int nodePort) throws IOException {
        try {
            listen(port, nodePort);
        } catch (BindException _) {
            return false;
        }
        announce();
        return true;
    }

    /// The port on 127.0.0.1 that leads to this NodePort.
    public int hostPort(int nodePort) throws IOException {
        for (HostPort listener : listeners.values()) {
            if (listener.nodePort() == nodePort) {
                return listener.port();
            }
        }
        throw new IOException("no host port leads to NodePort " + nodePort);
    }

    /// Writes a file of YAML into the demo's own configuration directory, atomically.
    public void writeConfig(String file, String yaml) throws IOException {
        WholeFile.replace(configDir().resolve(file), yaml.getBytes(StandardCharsets.UTF_8));
    }

    /// Removes a file that [#writeConfig] wrote.
    public void deleteConfig(String file) throws IOException {
        Files.deleteIfExists(configDir().resolve(file));
    }

    /// Directory whose YAML is applied to the cluster all the time.
    public Path configDir() {
        return state.path().resolve("config");
    }

    /// Opens a port on 127.0.0.1 that leads to the API server (6443, or a free one where somebody has that), and
    /// writes a kubeconfig with it.
    ///
    /// @return the kubeconfig
    public Path openApi() throws IOException {
        if (!open(API_PORT, API_PORT)) {
            open(0, API_PORT);
        }
        Path inside = options.dataDir().resolve("admin.conf");
        String text =
                Files.readString(inside)
                        .replaceFirst(
                                "server: https://[0-9.:]+",
                                "server: https://127.0.0.1:" + hostPort(API_PORT));
        Path file = state.path().resolve("kubeconfig");
        WholeFile.replace(file, text.getBytes(StandardCharsets.UTF_8));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    /// Runs the kubectl of this machine as the cluster's administrator.
    public Ran kubectl(String... words) throws IOException, InterruptedException {
        return run(kubectlCommand(words));
    }

    /// The same for one that goes on: whoever starts it stops it.
    public Process startKubectl(String... words) throws IOException {
        return kubectlCommand(words).redirectErrorStream(true).start();
    }

    private ProcessBuilder kubectlCommand(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("kubectl", "--request-timeout=30s"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("KUBECONFIG", kubeconfig().toString());
        return builder;
    }

    /// `kubectl apply -f` of this text.
    public Ran kubectlApply(String yaml, String... flags) throws IOException, InterruptedException {
        Path file = Files.createTempFile("applied", ".yaml");
        try {
            Files.writeString(file, yaml);
            List<String> words = new ArrayList<>(List.of("apply", "-f", file.toString()));
            words.addAll(List.of(flags));
            return kubectl(words.toArray(String[]::new));
        } finally {
            Files.delete(file);
        }
    }

    /// File that leads kubectl and `fairlead` to the API server as its administrator.
    public Path kubeconfig() throws IOException {
        Path file = state.path().resolve("kubeconfig");
        return Files.exists(file) ? file : openApi();
    }

    /// Runs a command in a pod of the workload as its application's user.
    public Ran exec(String workload, String... command)
            throws IOException, InterruptedException, UnknownWorkload {
        return execIn(workload, "", command);
    }

    /// Runs a command in a pod of the workload as the user of one of its containers.
    ///
    /// @param container empty for the application
    public Ran execIn(String workload, String container, String... command)
            throws IOException, InterruptedException, UnknownWorkload {
        ClusterView.Pod pod = view().one(workload);
        ClusterView.Container which =
                ClusterView.container(pod, container.isEmpty() ? null : container);
        ProcessBuilder builder = new ProcessBuilder(entrance.command(pod, which, List.of(command)));
        builder.environment().clear();
        builder.environment().putAll(entrance.environment(pod, which));
        return run(builder);
    }

    /// Runs a command as root in a pod's network, for looking at its packet rules.
    public Ran execAsRoot(String workload, String... command)
            throws IOException, InterruptedException, UnknownWorkload {
        ProcessBuilder builder =
                new ProcessBuilder(entrance.commandAsRoot(view().one(workload), List.of(command)));
        builder.environment().put("PATH", Sandboxing.searchPath());
        return run(builder);
    }

    /// Runs a command as root on the cluster's node.
    public Ran execOnNode(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(entrance.commandOnNode(List.of(command)));
        builder.environment().put("PATH", Sandboxing.searchPath());
        return run(builder);
    }

    /// Sends a signal to the process of a container, for example `KILL`.
    public void kill(String workload, String container, String signal)
            throws IOException, InterruptedException, UnknownWorkload {
        ClusterView.Pod pod = view().one(workload);
        long pid = ClusterView.container(pod, container.isEmpty() ? null : container).pid();
        execOnNode("kill", "-s", signal, Long.toString(pid));
    }

    /// The process on the host below which the cluster lives.
    public ProcessHandle process() {
        return unshare.toHandle();
    }

    /// The demo's directory.
    public Path stateDir() {
        return state.path();
    }

    /// Ends every process of the demo, frees its ports and removes its directory.
    @Override
    public void close() throws IOException {
        listeners.values().forEach(DemoCluster::closeQuietly);
        stopProcesses();
        state.close();
    }

    private void stopProcesses() {
        try {
            // The end of its standard input is the cluster's sign to stop.
            unshare.getOutputStream().close();
            if (!unshare.waitFor(STOP_MAX.toSeconds(), TimeUnit.SECONDS)) {
                unshare.destroyForcibly().waitFor();
            }
        } catch (IOException gone) {
            unshare.destroyForcibly();
        } catch (InterruptedException hurried) {
            unshare.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void listen(int port, int nodePort) throws IOException {
        HostPort listener = HostPort.listen(port, state.path().resolve("node.sock"), nodePort);
        listeners.put(nodePort, listener);
    }

    private boolean listens(int nodePort) {
        return listeners.containsKey(nodePort);
    }

    private void announce() throws IOException {
        ObjectNode run = JsonNodeFactory.instance.objectNode();
        run.put("kind", options.applies() ? "demo" : StateDir.CLUSTER);
        run.put("pid", ProcessHandle.current().pid());
        run.put("unshare", unshare.pid()).put("init", entrance.init());
        run.put("root", entrance.root()).put("scratch", entrance.scratch());
        List<String> addresses = new ArrayList<>();
        for (HostPort listener : listeners.values()) {
            String scheme = listener.nodePort() == API_PORT ? "https" : "http";
            addresses.add(scheme + "://127.0.0.1:" + listener.port());
        }
        run.put("address", String.join(", ", addresses));
        state.announce(run);
    }

    private static Ran run(ProcessBuilder builder) throws IOException, InterruptedException {
        builder.redirectErrorStream(true);
        builder.redirectInput(Path.of("/dev/null").toFile());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), output);
    }

    private static String notReady(ClusterView view) {
        List<String> pods = new ArrayList<>();
        for (ClusterView.Pod pod : view.pods()) {
            for (ClusterView.Container container : pod.containers()) {
                if (!container.ready()) {
                    pods.add(
                            "%s/%s %s"
                                    .formatted(pod.name(), container.name(), container.detail())
                                    .strip());
                }
            }
        }
        return pods.isEmpty() ? "pods are missing" : String.join(", ", pods);
    }

    private static void closeQuietly(HostPort listener) {
        try {
            listener.close();
        } catch (IOException _) {
            // A listener that can't be closed is closed.
        }
    }
}

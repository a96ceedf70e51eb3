package io.fairlead.minicluster.check;

import io.fairlead.minicluster.clock.Ticks;
import io.fairlead.minicluster.demo.ClusterView;
import io.fairlead.minicluster.demo.DemoCluster;
import io.fairlead.minicluster.demo.UnknownWorkload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// A demo that runs on this machine, seen through its port on loopback and the commands that people have.
final class LiveFleet implements Fleet, AutoCloseable {

    private static final Duration ANSWER_MAX = Duration.ofSeconds(15);

    private static final String DAEMON = "istio-system/istiod";

    private final DemoCluster demo;
    private final Path samples;
    private final Ticks ticks;
    private final UnaryOperator<String> spoil;
    private final String address;
    private final HttpClient http;
    private final MemoryWatch memory;
    private volatile String row = "none";

    /// @param spoil what a sabotage does to the YAML that rows apply; identity without one
    LiveFleet(DemoCluster demo, Path samples, Ticks ticks, UnaryOperator<String> spoil)
            throws IOException {
        this.demo = demo;
        this.samples = samples;
        this.ticks = ticks;
        this.spoil = spoil;
        this.address = "127.0.0.1:" + demo.hostPort(PAGE);
        if (!demo.open(0, GatewayRows.NODE_PORT)) {
            throw new IOException("no free port for node port " + GatewayRows.NODE_PORT);
        }
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(ANSWER_MAX)
                        .build();
        this.memory = MemoryWatch.start(demo.process(), ticks);
    }

    /// Tells that this row is asked from now on, so that a loop's failure can name it.
    void asks(String row) {
        this.row = row;
    }

    @Override
    public Answer get(String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://" + address + path)).timeout(ANSWER_MAX);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response =
                    http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            return new Answer(0, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer(0, "");
        }
    }

    @Override
    public List<String> webSocket(
            int nodePort, String path, Predicate<List<String>> enough, Duration limit) {
        try {
            URI uri = URI.create("ws://127.0.0.1:" + demo.hostPort(nodePort) + path);
            return Messages.receive(http, uri, enough, limit);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Ran exec(String workload, String... command) {
        return ran(() -> demo.exec(workload, command));
    }

    @Override
    public Ran execAsRoot(String workload, String... command) {
        return ran(() -> demo.execAsRoot(workload, command));
    }

    @Override
    public Ran execOnNode(String... command) {
        return ran(() -> demo.execOnNode(command));
    }

    @Override
    public Ran kubectl(String... words) {
        return ran(() -> demo.kubectl(words));
    }

    @Override
    public Ran kubectlApply(String yaml, String... flags) {
        return ran(() -> demo.kubectlApply(yaml, flags));
    }

    @Override
    public Path kubeconfig() {
        try {
            return demo.kubeconfig();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Path samples() {
        return samples;
    }

    @Override
    public String admin(String workload, String path) {
        String url = "http://127.0.0.1:15000" + path;
        return ran(() ->
                        demo.execIn(workload, "istio-proxy", "curl", "-s", "--max-time", "10", url))
                .output();
    }

    @Override
    public String daemon(String path) {
        return ofDaemon("http://127.0.0.1:15014" + path);
    }

    @Override
    public String console(String path) {
        return ofDaemon("http://127.0.0.1:20001" + path);
    }

    private String ofDaemon(String url) {
        return exec(DAEMON, "curl", "-s", "--max-time", "10", url).output();
    }

    @Override
    public List<String> log(String workload, String container) {
        List<String> lines = new ArrayList<>();
        for (ClusterView.Pod pod : podsOf(workload)) {
            String name = "logs/%s_%s/%s.log".formatted(pod.namespace(), pod.name(), container);
            Path file = demo.stateDir().resolve(name);
            if (Files.exists(file)) {
                lines.addAll(read(file).lines().toList());
            }
        }
        return lines;
    }

    @Override
    public void apply(String file, String yaml) {
        unchecked(() -> demo.writeConfig(file, spoil.apply(yaml)));
    }

    @Override
    public void withdraw(String file) {
        unchecked(() -> demo.deleteConfig(file));
    }

    @Override
    public String sample(String path) {
        return read(samples.resolve(path));
    }

    @Override
    public List<String> pods(String workload) {
        return podsOf(workload).stream()
                .filter(ClusterView.Pod::ready)
                .map(ClusterView.Pod::name)
                .toList();
    }

    @Override
    public String address(String workload) {
        return podsOf(workload).stream()
                .filter(ClusterView.Pod::ready)
                .map(ClusterView.Pod::ip)
                .findFirst()
                .orElse("");
    }

    @Override
    public List<String> meshed() {
        return view().pods().stream()
                .filter(pod -> pod.meshed() && pod.ready())
                .map(ClusterView.Pod::workload)
                .distinct()
                .toList();
    }

    @Override
    public void kill(String workload, String container, String signal) {
        unchecked(() -> demo.kill(workload, container.equals("app") ? "" : container, signal));
    }

    @Override
    public boolean killDaemonAt(long after, String record, Duration limit) {
        Ran watched = ran(() -> TrailWatch.await(demo, after, record, limit));
        if (watched.status() == 0) {
            kill(DAEMON, "discovery", "KILL");
        }
        return watched.status() == 0;
    }

    @Override
    public String program(String name) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(dir -> Path.of(dir, name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse("");
    }

    @Override
    public String freshId() {
        // No UUID: in one of those, a sidecar that samples this request would note so.
        return UUID.randomUUID() + "-asked";
    }

    @Override
    public long nanoTime() {
        return ticks.nanoTime();
    }

    @Override
    public Optional<Duration> await(Duration limit, Duration pause, BooleanSupplier condition)
            throws InterruptedException {
        long start = ticks.nanoTime();
        while (true) {
            boolean holds = condition.getAsBoolean();
            Duration taken = Duration.ofNanos(ticks.nanoTime() - start);
            if (holds) {
                return Optional.of(taken);
            }
            if (taken.compareTo(limit) > 0) {
                return Optional.empty();
            }
            ticks.pause(pause);
        }
    }

    @Override
    public Duration timed(Runnable step) {
        long start = ticks.nanoTime();
        step.run();
        return Duration.ofNanos(ticks.nanoTime() - start);
    }

    @Override
    public void pause(Duration time) throws InterruptedException {
        ticks.pause(time);
    }

    @Override
    public Memory memory() {
        return memory.seen();
    }

    @Override
    public double load() {
        OperatingSystemMXBean machine = ManagementFactory.getOperatingSystemMXBean();
        return machine.getSystemLoadAverage() / machine.getAvailableProcessors();
    }

    @Override
    public Watch watch(String path, Duration gap) {
        return Loop.start(
                new Loop.Asked(
                        id -> get(path, "x-request-id", id),
                        () -> row,
                        new AccessLogs(demo.stateDir().resolve("logs"))::about),
                gap,
                ticks);
    }

    @Override
    public Watch load(String path, int perSecond) {
        return SteadyLoad.start(path, perSecond, address, ticks);
    }

    @Override
    public Watch watchFrom(String workload, String url, int perSecond, Duration length) {
        // One curl that asks a numbered range of addresses; it stops for nothing but the end of the
        // range.
        String range = url + "?[1-" + perSecond * Math.max(1, length.toSeconds()) + "]";
        FutureTask<Ran> loop =
                new FutureTask<>(() ->
                        exec(
                                workload,
                                "curl",
                                "-s",
                                "-o",
                                "/dev/null",
                                "-w",
                                "%{http_code}\\n",
                                "--rate",
                                perSecond + "/s",
                                "--max-time",
                                "10",
                                range));
        Thread.ofPlatform().daemon().name("watch-from-" + workload).start(loop);
        return () -> {
            return Seen.of(outputOf(loop).lines().toList());
        };
    }

    private static String outputOf(FutureTask<Ran> loop) throws InterruptedException {
        try {
            return loop.get().output();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        memory.close();
        http.close();
    }

    private List<ClusterView.Pod> podsOf(String workload) {
        return view().find(workload);
    }

    private ClusterView view() {
        try {
            return demo.view();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Command {
        DemoCluster.Ran run() throws IOException, InterruptedException, UnknownWorkload;
    }

    private interface Step {
        void run() throws IOException, InterruptedException, UnknownWorkload;
    }

    /// A workload that is just being replaced has no pod to ask: that is an answer too.
    private static Ran ran(Command command) {
        try {
            DemoCluster.Ran ran = command.run();
            return new Ran(ran.status(), ran.output());
        } catch (UnknownWorkload e) {
            return new Ran(-1, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Ran(-1, "interrupted");
        }
    }

    private static void unchecked(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (UnknownWorkload e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

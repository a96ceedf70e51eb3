package io.fairlead.perf.push;

import io.fairlead.perf.crowd.Answer;
import io.fairlead.perf.crowd.Main;
import io.fairlead.perf.crowd.Order;
import io.fairlead.perf.daemon.DaemonProcess;
import io.fairlead.perf.mesh.MeshSize;
import io.fairlead.perf.process.Worker;
import io.fairlead.perf.table.Histogram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/// One size of mesh and crowd: a fresh daemon, everybody connects, then objects change.
final class PushRun implements AutoCloseable {
    private static final long CONNECT_MILLIS_MAX = 300_000;
    private static final long CHANGES_MILLIS_MAX = 60_000;
    private static final int TEN = 10;
    private static final int TWENTY = 20;
    private static final int SINGLES = 20;
    private static final long SINGLE_NANOS = TimeUnit.MILLISECONDS.toNanos(700);
    private static final int ROUTES = 10;
    private static final long ROUTE_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);

    private final MeshSize mesh;
    private final int streams;
    private final Path directory;
    private final Consumer<String> progress;
    private final DaemonProcess daemon;
    private final Worker<Order, Answer> crowd;
    private int change;
    private String trouble = "";

    /// How much is done.
    ///
    /// @param seconds that changes go on at each rate
    /// @param warmSeconds before the first change that counts
    record Effort(int seconds, int warmSeconds) {}

    private PushRun(
            MeshSize mesh, int streams, DaemonProcess.Place place, Consumer<String> progress)
            throws IOException {
        this.mesh = mesh;
        this.streams = streams;
        this.directory = place.directory();
        this.progress = progress;
        Path registry = Files.createDirectories(directory.resolve("registry"));
        Path config = Files.createDirectories(directory.resolve("config"));
        for (MeshSize.File file : mesh.registry()) {
            Files.writeString(registry.resolve(file.name()), file.text());
        }
        MeshSize.File rule = mesh.virtualServiceFile(0);
        Files.writeString(config.resolve(rule.name()), rule.text());
        this.daemon = DaemonProcess.start(place);
        this.crowd = Worker.start(Main.WORKER, List.of());
    }

    static PushReport.Cell run(
            MeshSize mesh,
            int streams,
            DaemonProcess.Place place,
            Effort effort,
            Consumer<String> progress)
            throws IOException {
        progress.accept(
                "%d services, %d streams: writing files, starting the daemon"
                        .formatted(mesh.services(), streams));
        try (PushRun run = new PushRun(mesh, streams, place, progress)) {
            return run.measure(effort);
        }
    }

    private PushReport.Cell measure(Effort effort) throws IOException {
        PushReport.Connected connected = PushReport.Connected.NONE;
        List<PushReport.Changed> changes = new ArrayList<>();
        try {
            connected = connect();
            change(effort, changes);
        } catch (IllegalStateException e) {
            trouble += e.getMessage() + ". ";
        }
        return new PushReport.Cell(
                mesh,
                streams,
                daemon.startNanos(),
                connected,
                changes,
                daemon.peakKb(),
                trouble + daemon.trouble());
    }

    private void change(Effort effort, List<PushReport.Changed> changes) throws IOException {
        changes.add(endpoints("first endpoint change", 1, 0));
        changes.add(routes("first VirtualService change", 1));
        endpoints("warm", TEN * effort.warmSeconds(), TimeUnit.SECONDS.toNanos(1) / TEN);
        routes("warm", Math.max(1, effort.warmSeconds() / 2));
        changes.add(endpoints("one endpoint change", SINGLES, SINGLE_NANOS));
        changes.add(rate(TEN, effort.seconds()));
        changes.add(rate(TWENTY, effort.seconds()));
        changes.add(routes("one VirtualService change", ROUTES));
    }

    private PushReport.Connected connect() throws IOException {
        progress.accept("connecting " + streams);
        long before = daemon.residentKb();
        long cpu = daemon.cpuNanos();
        Answer answer =
                crowd.carryOut(
                        new Order.Connect(
                                daemon.port(),
                                streams,
                                mesh.services(),
                                mesh.namespaces(),
                                CONNECT_MILLIS_MAX));
        note(answer, "streams did not get everything");
        return new PushReport.Connected(
                answer.nanos(),
                histogram(answer).percentile(0.5),
                daemon.cpuNanos() - cpu,
                answer.bytes() / streams,
                answer.refusals(),
                before,
                daemon.residentKb(),
                daemon.peakKb());
    }

    private PushReport.Changed rate(int perSecond, int seconds) throws IOException {
        return endpoints(
                perSecond + " endpoint changes a second",
                perSecond * seconds,
                TimeUnit.SECONDS.toNanos(1) / perSecond);
    }

    private PushReport.Changed endpoints(String what, int count, long everyNanos)
            throws IOException {
        Path registry = directory.resolve("registry");
        return changes(
                what,
                new Plan(count, everyNanos, false),
                number -> {
                    // The service that the VirtualService is about stays as it is.
                    int service = 1 + number % (mesh.services() - 1);
                    return new Write(registry, mesh.endpointsFile(service, number));
                });
    }

    private PushReport.Changed routes(String what, int count) throws IOException {
        Path config = directory.resolve("config");
        return changes(
                what,
                new Plan(count, ROUTE_NANOS, true),
                number -> new Write(config, mesh.virtualServiceFile(number)));
    }

    private record Plan(int count, long everyNanos, boolean sameObject) {}

    private record Write(Path directory, MeshSize.File file) {}

    /// Makes changes at an even pace that waits for nobody.
    private PushReport.Changed changes(String what, Plan plan, IntFunction<Write> writes)
            throws IOException {
        progress.accept(what + " × " + plan.count());
        crowd.carryOut(new Order.Watch(change, plan.count(), plan.sameObject()));
        long cpu = daemon.cpuNanos();
        long begin = System.nanoTime();
        List<Long> made = new ArrayList<>();
        for (int i = 0; i < plan.count(); i++) {
            Write write = writes.apply(change++);
            Path half = write.directory().resolve("." + write.file().name());
            Files.writeString(half, write.file().text());
            pause(begin + i * plan.everyNanos());
            made.add(System.nanoTime());
            Files.move(
                    half,
                    write.directory().resolve(write.file().name()),
                    StandardCopyOption.ATOMIC_MOVE);
        }
        pause(begin + plan.count() * plan.everyNanos());
        Answer answer = crowd.carryOut(new Order.Collect(made, CHANGES_MILLIS_MAX));
        long spent = daemon.cpuNanos() - cpu;
        long took = System.nanoTime() - begin;
        note(answer, "changes did not arrive");
        Histogram latency = histogram(answer);
        return new PushReport.Changed(
                what,
                plan.count(),
                latency.percentile(0.5),
                latency.percentile(0.99),
                latency.percentile(1),
                spent / Math.max(1, plan.count()),
                100.0 * spent / took,
                answer.bytes() / streams / Math.max(1, plan.count()),
                answer.missing());
    }

    private static void pause(long until) {
        for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void note(Answer answer, String missing) {
        if (trouble.isEmpty() && answer.missing() > 0) {
            trouble = answer.missing() + " " + missing + ". ";
        }
        if (trouble.isEmpty() && !answer.trouble().isEmpty()) {
            trouble = answer.trouble() + ". ";
        }
    }

    private static Histogram histogram(Answer answer) {
        Histogram histogram = new Histogram();
        histogram.add(answer.latency());
        return histogram;
    }

    @Override
    public void close() {
        crowd.close();
        daemon.close();
    }
}

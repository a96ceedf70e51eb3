package io.fairlead.perf.push;

import io.fairlead.perf.crowd.Answer;
import io.fairlead.perf.crowd.Main;
import io.fairlead.perf.crowd.Order;
import io.fairlead.perf.daemon.DaemonProcess;
import io.fairlead.perf.daemon.MeshDaemon;
import io.fairlead.perf.mesh.MeshSize;
import io.fairlead.perf.process.Worker;
import io.fairlead.perf.table.Histogram;
import java.io.IOException;
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
    private final Consumer<String> progress;
    private final MeshDaemon daemon;
    private final Worker<Order, Answer> crowd;
    private int change;
    private String trouble = "";

    /// How much is done.
    ///
    /// @param seconds that changes go on at each rate
    /// @param warmSeconds before the first change that counts
    record Effort(int seconds, int warmSeconds) {}

    /// Of the mesh, and of the crowd.
    record Size(MeshSize mesh, int streams) {}

    private PushRun(Size size, MeshDaemon daemon, Consumer<String> progress) throws IOException {
        this.mesh = size.mesh();
        this.streams = size.streams();
        this.progress = progress;
        this.daemon = daemon;
        this.crowd = Worker.start(Main.WORKER, List.of());
    }

    /// @param place for whoever is measured
    static PushReport.Cell run(
            Size size,
            Contender who,
            DaemonProcess.Place place,
            Effort effort,
            Consumer<String> progress)
            throws IOException {
        progress.accept(
                "%s, %d services, %d streams: telling it of the mesh, starting it"
                        .formatted(who.label(), size.mesh().services(), size.streams()));
        try (MeshDaemon daemon = who.start(size.mesh(), place);
                PushRun run = new PushRun(size, daemon, progress)) {
            return run.measure(who, effort);
        }
    }

    private PushReport.Cell measure(Contender who, Effort effort) throws IOException {
        PushReport.Connected connected = PushReport.Connected.NONE;
        List<PushReport.Changed> changes = new ArrayList<>();
        try {
            connected = connect();
            change(effort, changes);
        } catch (IllegalStateException e) {
            trouble += e.getMessage() + ". ";
        }
        return new PushReport.Cell(
                who.label(),
                mesh,
                streams,
                daemon.process().startNanos(),
                connected,
                changes,
                daemon.process().peakKb(),
                trouble + daemon.process().trouble());
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
        long before = daemon.process().residentKb();
        long cpu = daemon.process().cpuNanos();
        Answer answer =
                crowd.carryOut(
                        new Order.Connect(
                                daemon.process().port(),
                                streams,
                                mesh.services(),
                                mesh.namespaces(),
                                daemon.hostsApart(),
                                CONNECT_MILLIS_MAX));
        note(answer, "streams did not get everything");
        return new PushReport.Connected(
                answer.nanos(),
                histogram(answer).percentile(0.5),
                daemon.process().cpuNanos() - cpu,
                answer.bytes() / streams,
                answer.refusals(),
                before,
                daemon.process().residentKb(),
                daemon.process().peakKb());
    }

    private PushReport.Changed rate(int perSecond, int seconds) throws IOException {
        return endpoints(
                perSecond + " endpoint changes a second",
                perSecond * seconds,
                TimeUnit.SECONDS.toNanos(1) / perSecond);
    }

    private PushReport.Changed endpoints(String what, int count, long everyNanos)
            throws IOException {
        return changes(
                what,
                new Plan(count, everyNanos, false),
                number -> {
                    // The service that the VirtualService is about stays as it is.
                    int service = 1 + number % (mesh.services() - 1);
                    return mesh.endpointsFile(service, number);
                });
    }

    private PushReport.Changed routes(String what, int count) throws IOException {
        return changes(what, new Plan(count, ROUTE_NANOS, true), mesh::virtualServiceFile);
    }

    private record Plan(int count, long everyNanos, boolean sameObject) {}

    /// Makes changes at an even pace that waits for nobody.
    private PushReport.Changed changes(String what, Plan plan, IntFunction<MeshSize.File> files)
            throws IOException {
        progress.accept(what + " × " + plan.count());
        crowd.carryOut(new Order.Watch(change, plan.count(), plan.sameObject()));
        long cpu = daemon.process().cpuNanos();
        long begin = System.nanoTime();
        List<Long> made = new ArrayList<>();
        for (int i = 0; i < plan.count(); i++) {
            MeshDaemon.Change next = daemon.prepare(files.apply(change++));
            pause(begin + i * plan.everyNanos());
            made.add(System.nanoTime());
            next.happen();
        }
        pause(begin + plan.count() * plan.everyNanos());
        Answer answer = crowd.carryOut(new Order.Collect(made, CHANGES_MILLIS_MAX));
        long spent = daemon.process().cpuNanos() - cpu;
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
    }
}

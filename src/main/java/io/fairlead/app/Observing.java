package io.fairlead.app;

import io.fairlead.clock.Clock;
import io.fairlead.console.Api;
import io.fairlead.console.ConsoleLimits;
import io.fairlead.console.ConsoleServer;
import io.fairlead.console.HostRule;
import io.fairlead.console.Reply;
import io.fairlead.meter.Faults;
import io.fairlead.meter.OwnWork;
import io.fairlead.trace.collect.Collectors;
import io.fairlead.trace.collect.Intake;
import io.fairlead.trace.collect.OwnSpans;
import io.fairlead.trace.collect.TraceMeters;
import io.fairlead.trace.decode.Format;
import io.fairlead.trace.query.Answer;
import io.fairlead.trace.query.JaegerApi;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What shows people the mesh: spans come in, pages go out.
///
/// ```
/// exporters ─▶ Collectors ─▶ Intake ◀─ JaegerApi ◀─ ConsoleServer
/// ```
final class Observing implements AutoCloseable {

    private final Deque<Runnable> stops = new ArrayDeque<>();
    private final Map<String, Api> apis = new HashMap<>();
    private final Surroundings around;
    private final LeadersPages pages;
    private @Nullable Collectors collectors;
    private volatile @Nullable Intake taken;
    private volatile @Nullable OwnSpans own;
    private @Nullable ConsoleServer console;

    /// @param told of requests with spans that this daemon took
    record Surroundings(
            Clock clock, Faults faults, MeterRegistry registry, BiConsumer<Format, byte[]> told) {}

    /// @param pages make what is shown that which all daemons hear
    /// @param more APIs of other rooms, by their paths
    Observing(Surroundings around, LeadersPages pages, Map<String, Api> more) {
        this.around = around;
        this.pages = pages;
        more.forEach(this::show);
    }

    void start(@Nullable TraceOptions traces, @Nullable ConsoleOptions pages) throws IOException {
        if (traces != null) {
            collect(traces);
        }
        if (pages != null) {
            ConsoleServer server =
                    new ConsoleServer(
                            pages.address(),
                            new HostRule(pages.hosts()),
                            apis,
                            ConsoleLimits.DEFAULT);
            console = server;
            server.start();
            stops.push(server::close);
        }
    }

    private void collect(TraceOptions options) throws IOException {
        Intake intake =
                new Intake(
                        options.limits(),
                        new Intake.Surroundings(
                                around.clock(),
                                around.faults(),
                                new TraceMeters(around.registry())),
                        around.told());
        taken = intake;
        intake.start();
        own = new OwnSpans(intake, around.clock(), RandomGenerator.getDefault(), around.registry());
        stops.push(intake::close);
        Collectors opened = new Collectors(options.addresses(), intake, options.limits());
        collectors = opened;
        stops.push(opened::close);
        opened.start();
        JaegerApi api = new JaegerApi(intake, around.clock());
        show("jaeger/api", asked -> reply(api.answer(asked.path(), asked.parameters())));
        show("trace/api", asked -> reply(api.own(asked.path())));
    }

    private void show(String path, Api api) {
        apis.put(path, pages.whole(path, api));
    }

    private static Reply reply(Answer answer) {
        return Reply.json(answer.status(), answer.json());
    }

    /// Makes a span of what this daemon did, where there is a store.
    void hear(OwnWork.Work work) {
        OwnSpans spans = own;
        if (spans != null) {
            spans.done(work);
        }
    }

    /// Takes in what another daemon was sent. False when there is no room, or no store.
    boolean hear(Format format, byte[] request) {
        Intake intake = taken;
        return intake != null && intake.hear(format, request);
    }

    /// What takes spans; none where this daemon holds no traces.
    Optional<Intake> intake() {
        return Optional.ofNullable(taken);
    }

    Collectors.Ports collectorPorts() {
        Collectors known = collectors;
        return known == null ? new Collectors.Ports(0, 0, 0, 0) : known.ports();
    }

    /// 0 when there is no console.
    int consolePort() {
        ConsoleServer server = console;
        return server == null ? 0 : server.port();
    }

    @Override
    public void close() {
        while (!stops.isEmpty()) {
            stops.pop().run();
        }
    }
}

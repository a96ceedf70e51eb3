package io.fairlead.app;

import io.fairlead.meter.Histograms;
import io.fairlead.meter.MetricNames;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.Problem;
import io.fairlead.model.config.Problem.Severity;
import io.fairlead.model.snapshot.MeshDelta;
import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.snapshot.SnapshotListener;
import io.fairlead.snapshot.SnapshotLoop;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Numbers of the mesh as a whole.
final class MeshMeters implements SnapshotListener, SnapshotLoop.Timings {
    private static final String ADD = "add";
    private static final String UPDATE = "update";
    private static final String DELETE = "delete";

    private final MeterRegistry registry;
    private final Consumer<Duration> debounced;
    private final Consumer<Duration> made;
    private final Counter configs;
    private final Counter services;
    private final Counter endpoints;

    MeshMeters(MeterRegistry registry) {
        this.registry = registry;
        this.debounced = Histograms.seconds(registry, MetricNames.DEBOUNCE_TIME);
        this.made = Histograms.seconds(registry, MetricNames.CONTEXT_TIME);
        this.configs = registry.counter(MetricNames.PUSH_TRIGGERS, "type", "config");
        this.services = registry.counter(MetricNames.PUSH_TRIGGERS, "type", "service");
        this.endpoints = registry.counter(MetricNames.PUSH_TRIGGERS, "type", "endpoint");
        // So that nothing happening shows as 0, and not as nothing known.
        for (String event : List.of(ADD, UPDATE, DELETE)) {
            event(MetricNames.CONFIG_EVENTS, "VirtualService", event);
            event(MetricNames.REGISTRY_EVENTS, "Service", event);
        }
    }

    /// Counts what a change is about; one that is about several things counts for each.
    @Override
    public void onSnapshot(MeshDelta delta, MeshSnapshot snapshot) {
        count(configs, delta.changed().keySet().stream().anyMatch(MeshMeters::isIstios));
        count(services, !delta.services().isEmpty());
        count(endpoints, !delta.endpoints().isEmpty());
        delta.changed().forEach(this::event);
    }

    /// Counts one object, as Istio counts what its watches tell.
    private void event(ObjectKey key, MeshDelta.Changed changed) {
        String event = changed.before() == null ? ADD : changed.after() == null ? DELETE : UPDATE;
        String name = isIstios(key) ? MetricNames.CONFIG_EVENTS : MetricNames.REGISTRY_EVENTS;
        event(name, key.kind(), event).increment();
    }

    private Counter event(String name, String kind, String event) {
        return registry.counter(name, "type", kind, "event", event);
    }

    private static boolean isIstios(ObjectKey key) {
        return key.group().endsWith(".istio.io");
    }

    private static void count(Counter counter, boolean about) {
        if (about) {
            counter.increment();
        }
    }

    @Override
    public void debounced(Duration took) {
        debounced.accept(took);
    }

    @Override
    public void made(Duration took) {
        made.accept(took);
    }

    /// Counts from now on, at each scrape, what these say.
    void show(Supplier<MeshSnapshot> mesh, Supplier<List<Problem>> problems) {
        Gauge.builder(MetricNames.SERVICES, () -> mesh.get().services().size()).register(registry);
        Gauge.builder(MetricNames.VIRTUAL_SERVICES, () -> mesh.get().virtualServices().size())
                .register(registry);
        Gauge.builder(MetricNames.EDS_NO_INSTANCES, () -> withoutEndpoints(mesh.get()))
                .register(registry);
        Gauge.builder(MetricNames.DUPLICATE_DOMAINS, () -> duplicateDomains(problems.get()))
                .register(registry);
        for (Severity severity : Severity.values()) {
            Gauge.builder(MetricNames.CONFIG_PROBLEMS, () -> count(problems.get(), severity))
                    .tag("severity", severity.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }

    private static long withoutEndpoints(MeshSnapshot mesh) {
        return mesh.services().values().stream()
                // Nobody names the servers of an entry without a resolution.
                .filter(service -> !service.isEntry() || !service.headless())
                .filter(service ->
                        mesh.endpoints(service.host()).byPort().values().stream()
                                .allMatch(List::isEmpty))
                .count();
    }

    /// Hosts of VirtualServices for which an older one counts.
    private static long duplicateDomains(List<Problem> problems) {
        return problems.stream()
                .filter(problem -> problem.code().equals("shadowed"))
                .filter(problem ->
                        problem.object() != null
                                && problem.object().kind().equals("VirtualService"))
                .count();
    }

    private static long count(List<Problem> problems, Severity severity) {
        return problems.stream().filter(problem -> problem.severity() == severity).count();
    }
}

package io.fairlead.app;

import io.fairlead.meter.Histograms;
import io.fairlead.meter.MetricNames;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.Problem;
import io.fairlead.model.config.Problem.Severity;
import io.fairlead.model.snapshot.MeshDelta;
import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.snapshot.SnapshotListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Numbers of the mesh as a whole.
final class MeshMeters implements SnapshotListener {
    private final MeterRegistry registry;
    private final Consumer<Duration> debounced;
    private final Counter configs;
    private final Counter services;
    private final Counter endpoints;

    MeshMeters(MeterRegistry registry) {
        this.registry = registry;
        this.debounced = Histograms.seconds(registry, MetricNames.DEBOUNCE_TIME);
        this.configs = registry.counter(MetricNames.PUSH_TRIGGERS, "type", "config");
        this.services = registry.counter(MetricNames.PUSH_TRIGGERS, "type", "service");
        this.endpoints = registry.counter(MetricNames.PUSH_TRIGGERS, "type", "endpoint");
    }

    /// Counts what a change is about; one that is about several things counts for each.
    @Override
    public void onSnapshot(MeshDelta delta, MeshSnapshot snapshot) {
        count(configs, delta.changed().keySet().stream().anyMatch(MeshMeters::isIstios));
        count(services, !delta.services().isEmpty());
        count(endpoints, !delta.endpoints().isEmpty());
    }

    private static boolean isIstios(ObjectKey key) {
        return key.group().endsWith(".istio.io");
    }

    private static void count(Counter counter, boolean about) {
        if (about) {
            counter.increment();
        }
    }

    /// A batch of changes became a snapshot.
    void debounced(Duration took) {
        debounced.accept(took);
    }

    /// Counts from now on, at each scrape, what these say.
    void show(Supplier<MeshSnapshot> mesh, Supplier<List<Problem>> problems) {
        Gauge.builder(MetricNames.SERVICES, () -> mesh.get().services().size()).register(registry);
        Gauge.builder(MetricNames.VIRTUAL_SERVICES, () -> mesh.get().virtualServices().size())
                .register(registry);
        Gauge.builder(MetricNames.EDS_NO_INSTANCES, () -> withoutEndpoints(mesh.get()))
                .register(registry);
        for (Severity severity : Severity.values()) {
            Gauge.builder(MetricNames.CONFIG_PROBLEMS, () -> count(problems.get(), severity))
                    .tag("severity", severity.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }

    private static long withoutEndpoints(MeshSnapshot mesh) {
        return mesh.services().keySet().stream()
                .filter(host ->
                        mesh.endpoints(host).byPort().values().stream().allMatch(List::isEmpty))
                .count();
    }

    private static long count(List<Problem> problems, Severity severity) {
        return problems.stream().filter(problem -> problem.severity() == severity).count();
    }
}

package io.fairlead.app;

import io.fairlead.meter.Histograms;
import io.fairlead.meter.MetricNames;
import io.fairlead.model.config.Problem;
import io.fairlead.model.config.Problem.Severity;
import io.fairlead.model.snapshot.MeshSnapshot;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Numbers of the mesh as a whole.
final class MeshMeters {
    private final MeterRegistry registry;
    private final Consumer<Duration> debounced;

    MeshMeters(MeterRegistry registry) {
        this.registry = registry;
        this.debounced = Histograms.seconds(registry, MetricNames.DEBOUNCE_TIME);
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
        for (Severity severity : Severity.values()) {
            Gauge.builder(MetricNames.CONFIG_PROBLEMS, () -> count(problems.get(), severity))
                    .tag("severity", severity.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }

    private static long count(List<Problem> problems, Severity severity) {
        return problems.stream().filter(problem -> problem.severity() == severity).count();
    }
}

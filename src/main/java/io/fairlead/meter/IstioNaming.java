package io.fairlead.meter;

import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import org.jspecify.annotations.Nullable;

/// Names as Istio writes them: its histograms of time carry no unit, which the library would add.
public final class IstioNaming extends PrometheusNamingConvention {
    private static final String ISTIO = "pilot_";

    private IstioNaming() {}

    /// A registry whose text has these names.
    public static PrometheusMeterRegistry registry() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.config().namingConvention(new IstioNaming());
        return registry;
    }

    @Override
    public String name(String name, Meter.Type type, @Nullable String baseUnit) {
        return type == Meter.Type.TIMER && name.startsWith(ISTIO)
                ? name
                : super.name(name, type, baseUnit);
    }
}

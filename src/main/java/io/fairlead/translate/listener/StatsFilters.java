package io.fairlead.translate.listener;

import com.github.xds.type.v3.TypedStruct;
import com.google.protobuf.Any;
import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.fairlead.model.telemetry.Metric;
import io.fairlead.model.telemetry.MetricSettings;
import io.fairlead.model.telemetry.TagChange;
import io.fairlead.translate.input.Protos;
import java.time.Duration;

/// The configuration of Istio's filter `istio.stats`: which metrics are left out, and which labels differ. In a
/// TypedStruct, as Envoy's messages have none of Istio's.
final class StatsFilters {
    private static final String TYPE = "type.googleapis.com/stats.PluginConfig";

    private StatsFilters() {}

    static Any config(MetricSettings settings) {
        Struct.Builder config = Struct.newBuilder();
        Duration interval = settings.reportingInterval();
        if (interval != null) {
            config.putFields("tcp_reporting_duration", text(interval.toMillis() / 1000.0 + "s"));
        }
        ListValue.Builder metrics = ListValue.newBuilder();
        for (Metric metric : Metric.values()) {
            MetricSettings.Change change = settings.changes().get(metric);
            if (!settings.enabled() || (change != null && change.disabled())) {
                metrics.addValues(struct(named(metric).putFields("drop", flag())));
            } else if (change != null) {
                metrics.addValues(struct(changed(named(metric), change)));
            }
        }
        if (metrics.getValuesCount() > 0) {
            config.putFields("metrics", Value.newBuilder().setListValue(metrics).build());
        }
        return Protos.any(TypedStruct.newBuilder().setTypeUrl(TYPE).setValue(config).build());
    }

    private static Struct.Builder named(Metric metric) {
        return Struct.newBuilder().putFields("name", text(metric.id()));
    }

    private static Struct.Builder changed(Struct.Builder metric, MetricSettings.Change change) {
        Struct.Builder dimensions = Struct.newBuilder();
        ListValue.Builder removed = ListValue.newBuilder();
        change.tags()
                .forEach((tag, what) -> {
                    switch (what) {
                        case TagChange.Upsert(String expression) ->
                                dimensions.putFields(tag, text(expression));
                        case TagChange.Remove _ -> removed.addValues(text(tag));
                    }
                });
        if (dimensions.getFieldsCount() > 0) {
            metric.putFields("dimensions", struct(dimensions));
        }
        if (removed.getValuesCount() > 0) {
            metric.putFields("tags_to_remove", Value.newBuilder().setListValue(removed).build());
        }
        return metric;
    }

    private static Value struct(Struct.Builder struct) {
        return Value.newBuilder().setStructValue(struct).build();
    }

    private static Value text(String text) {
        return Value.newBuilder().setStringValue(text).build();
    }

    private static Value flag() {
        return Value.newBuilder().setBoolValue(true).build();
    }
}

package io.fairlead.proxy.xds.decode;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.fairlead.proxy.cel.Expression;
import io.fairlead.proxy.model.MetricChanges;
import io.fairlead.proxy.model.MetricChanges.Change;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Istio's filter `istio.stats` (`stats.PluginConfig` in a TypedStruct) → [MetricChanges].
final class StatsDecoder {
    static final String NAME = "istio.stats";

    private static final String TYPE = "type.googleapis.com/stats.PluginConfig";
    private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
    private static final String TCP_EVERY = "tcp_reporting_duration";

    /// What is shorter costs more than it tells.
    private static final Duration TCP_EVERY_MIN = Duration.ofMillis(100);

    private static final Set<String> KNOWN =
            Set.of("metrics", TCP_EVERY, "reporter", "disable_host_header_fallback");

    private static final Set<String> METRICS =
            Set.of(
                    "requests_total",
                    "request_duration_milliseconds",
                    "request_bytes",
                    "response_bytes",
                    "request_messages_total",
                    "response_messages_total",
                    "tcp_connections_opened_total",
                    "tcp_connections_closed_total",
                    "tcp_sent_bytes_total",
                    "tcp_received_bytes_total");

    private StatsDecoder() {}

    static MetricChanges changes(Any wire, Notes notes) {
        Notes at = notes.at(NAME);
        Struct config = config(wire, at);
        config.getFieldsMap().keySet().stream()
                .filter(field -> !KNOWN.contains(field))
                .sorted()
                .forEach(field -> at.at(field).noEffect("isn't known"));
        SortedMap<String, Change> changes = new TreeMap<>();
        for (Value item :
                config.getFieldsOrDefault("metrics", Value.getDefaultInstance())
                        .getListValue()
                        .getValuesList()) {
            add(item.getStructValue().getFieldsMap(), changes, at.at("metrics"));
        }
        return new MetricChanges(changes, tcpEvery(config, at));
    }

    private static Duration tcpEvery(Struct config, Notes notes) {
        Value written = config.getFieldsOrDefault(TCP_EVERY, Value.getDefaultInstance());
        String text = written.getStringValue();
        if (!text.matches("\\d{1,9}(\\.\\d{1,9})?s")) {
            if (config.containsFields(TCP_EVERY)) {
                notes.at(TCP_EVERY).noEffect("not a duration: " + text);
            }
            return MetricChanges.TCP_EVERY;
        }
        double seconds = Double.parseDouble(text.substring(0, text.length() - 1));
        Duration wanted = Duration.ofMillis(Math.round(seconds * 1000));
        return wanted.compareTo(TCP_EVERY_MIN) < 0 ? TCP_EVERY_MIN : wanted;
    }

    private static Struct config(Any wire, Notes notes) {
        try {
            var typed = com.github.xds.type.v3.TypedStruct.parseFrom(wire.getValue());
            if (typed.getTypeUrl().equals(TYPE)) {
                return typed.getValue();
            }
            notes.noEffect("a configuration of type " + typed.getTypeUrl() + " isn't known");
        } catch (InvalidProtocolBufferException e) {
            notes.error("bytes are not a " + wire.getTypeUrl() + ": " + e.getMessage());
        }
        return Struct.getDefaultInstance();
    }

    private static void add(
            Map<String, Value> item, SortedMap<String, Change> changes, Notes notes) {
        String name = item.getOrDefault("name", Value.getDefaultInstance()).getStringValue();
        Set<String> names = name.isEmpty() ? METRICS : Set.of(name);
        if (!METRICS.containsAll(names)) {
            notes.noEffect("no metric istio_" + name);
            return;
        }
        if (item.containsKey("match")) {
            notes.at(name).noEffect("a match isn't known: nothing is changed");
            return;
        }
        boolean drop = item.getOrDefault("drop", Value.getDefaultInstance()).getBoolValue();
        Map<String, String> labels = labels(item, notes.at(name));
        Set<String> removed =
                item
                        .getOrDefault("tags_to_remove", Value.getDefaultInstance())
                        .getListValue()
                        .getValuesList()
                        .stream()
                        .map(Value::getStringValue)
                        .collect(Collectors.toSet());
        for (String one : names) {
            changes.put(one, changes.getOrDefault(one, Change.NONE).with(drop, labels, removed));
        }
    }

    /// Labels whose expressions can be read; for the others a problem says why they are left as they were.
    private static Map<String, String> labels(Map<String, Value> item, Notes notes) {
        Map<String, String> labels = new TreeMap<>();
        item.getOrDefault("dimensions", Value.getDefaultInstance())
                .getStructValue()
                .getFieldsMap()
                .forEach((label, value) -> {
                    String text = value.getStringValue();
                    if (!LABEL.matcher(label).matches()) {
                        notes.noEffect("no name of a label: " + label);
                    } else if (Expression.read(text) instanceof Expression.Refused(String why)) {
                        notes.at(label).noEffect("can't be read: " + why);
                    } else {
                        labels.put(label, text);
                    }
                });
        return labels;
    }
}

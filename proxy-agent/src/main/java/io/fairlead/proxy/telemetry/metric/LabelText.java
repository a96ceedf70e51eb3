package io.fairlead.proxy.telemetry.metric;

import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.RequestRecord.Reporter;
import io.fairlead.proxy.meter.RequestRecord.RequestProtocol;
import io.fairlead.proxy.meter.ResponseFlag;
import io.fairlead.proxy.meter.ServiceLabels;
import io.fairlead.proxy.meter.WorkloadLabels;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.BiConsumer;

/// Istio's labels in Istio's order, as Prometheus writes them.
final class LabelText {

    private static final String OVERFLOW = "overflow";

    private final WorkloadLabels self;

    LabelText(WorkloadLabels self) {
        this.self = self;
    }

    String of(RequestRecord request) {
        var text = new StringBuilder(700);
        each(request, (name, value) -> label(text, name, value));
        return text.toString();
    }

    /// The same, with some labels set, added or left out.
    ///
    /// @param set added ones come last, in their order
    String of(RequestRecord request, SortedMap<String, String> set, Set<String> removed) {
        Map<String, String> labels = new LinkedHashMap<>();
        each(request, labels::put);
        labels.putAll(set);
        labels.keySet().removeAll(removed);
        var text = new StringBuilder(700);
        labels.forEach((name, value) -> label(text, name, value));
        return text.toString();
    }

    private void each(RequestRecord request, BiConsumer<String, String> to) {
        boolean source = request.reporter == Reporter.SOURCE;
        to.accept("reporter", source ? "source" : "destination");
        String principal = request.ownPrincipal;
        WorkloadLabels own = principal == null ? self : self.withPrincipal(principal);
        ends(source ? own : request.peer, source ? request.peer : own, request.service, to);
        to.accept("request_protocol", request.requestProtocol.name().toLowerCase(Locale.ROOT));
        if (request.requestProtocol != RequestProtocol.TCP) {
            to.accept("response_code", Integer.toString(request.responseCode));
            to.accept(
                    "grpc_response_status",
                    request.grpcStatus < 0 ? "" : Integer.toString(request.grpcStatus));
        }
        to.accept("response_flags", ResponseFlag.text(request.responseFlags));
        String policy = request.mutualTls ? "mutual_tls" : "none";
        to.accept("connection_security_policy", source ? "unknown" : policy);
    }

    /// Of the series that takes what has no room of its own.
    String overflow(RequestProtocol protocol) {
        var nobody =
                new WorkloadLabels(
                        OVERFLOW, OVERFLOW, OVERFLOW, OVERFLOW, OVERFLOW, OVERFLOW, OVERFLOW,
                        OVERFLOW);
        var text = new StringBuilder(700);
        label(text, "reporter", OVERFLOW);
        ends(
                nobody,
                nobody,
                new ServiceLabels(OVERFLOW, OVERFLOW, OVERFLOW),
                (name, value) -> label(text, name, value));
        label(text, "request_protocol", protocol.name().toLowerCase(Locale.ROOT));
        if (protocol != RequestProtocol.TCP) {
            label(text, "response_code", OVERFLOW);
            label(text, "grpc_response_status", OVERFLOW);
        }
        label(text, "response_flags", OVERFLOW);
        label(text, "connection_security_policy", OVERFLOW);
        return text.toString();
    }

    private static void ends(
            WorkloadLabels source,
            WorkloadLabels destination,
            ServiceLabels service,
            BiConsumer<String, String> to) {
        to.accept("source_workload", source.workload());
        to.accept("source_canonical_service", source.canonicalService());
        to.accept("source_canonical_revision", source.canonicalRevision());
        to.accept("source_workload_namespace", source.namespace());
        to.accept("source_principal", source.principal());
        to.accept("source_app", source.app());
        to.accept("source_version", source.version());
        to.accept("source_cluster", source.cluster());
        to.accept("destination_workload", destination.workload());
        to.accept("destination_workload_namespace", destination.namespace());
        to.accept("destination_principal", destination.principal());
        to.accept("destination_app", destination.app());
        to.accept("destination_version", destination.version());
        to.accept("destination_service", service.host());
        to.accept("destination_canonical_service", destination.canonicalService());
        to.accept("destination_canonical_revision", destination.canonicalRevision());
        to.accept("destination_service_name", service.name());
        to.accept("destination_service_namespace", service.namespace());
        to.accept("destination_cluster", destination.cluster());
    }

    /// Appends `name="value"`, escaped as the text format wants it.
    static void label(StringBuilder text, String name, String value) {
        if (!text.isEmpty()) {
            text.append(',');
        }
        text.append(name).append("=\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '"' -> text.append("\\\"");
                case '\n' -> text.append("\\n");
                default -> text.append(c);
            }
        }
        text.append('"');
    }
}

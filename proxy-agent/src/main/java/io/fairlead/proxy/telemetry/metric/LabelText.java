package io.fairlead.proxy.telemetry.metric;

import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.RequestRecord.Reporter;
import io.fairlead.proxy.meter.RequestRecord.RequestProtocol;
import io.fairlead.proxy.meter.ResponseFlag;
import io.fairlead.proxy.meter.ServiceLabels;
import io.fairlead.proxy.meter.WorkloadLabels;
import java.util.Locale;

/// Istio's labels in Istio's order, as Prometheus writes them.
final class LabelText {

    private static final String OVERFLOW = "overflow";

    private final WorkloadLabels self;

    LabelText(WorkloadLabels self) {
        this.self = self;
    }

    String of(RequestRecord request) {
        boolean source = request.reporter == Reporter.SOURCE;
        var text = new StringBuilder(700);
        label(text, "reporter", source ? "source" : "destination");
        String principal = request.ownPrincipal;
        WorkloadLabels own = principal == null ? self : self.withPrincipal(principal);
        ends(text, source ? own : request.peer, source ? request.peer : own, request.service);
        label(text, "request_protocol", request.requestProtocol.name().toLowerCase(Locale.ROOT));
        if (request.requestProtocol != RequestProtocol.TCP) {
            label(text, "response_code", Integer.toString(request.responseCode));
            label(
                    text,
                    "grpc_response_status",
                    request.grpcStatus < 0 ? "" : Integer.toString(request.grpcStatus));
        }
        label(text, "response_flags", ResponseFlag.text(request.responseFlags));
        String policy = request.mutualTls ? "mutual_tls" : "none";
        label(text, "connection_security_policy", source ? "unknown" : policy);
        return text.toString();
    }

    /// Of the series that takes what has no room of its own.
    String overflow(RequestProtocol protocol) {
        var nobody =
                new WorkloadLabels(
                        OVERFLOW, OVERFLOW, OVERFLOW, OVERFLOW, OVERFLOW, OVERFLOW, OVERFLOW,
                        OVERFLOW);
        var text = new StringBuilder(700);
        label(text, "reporter", OVERFLOW);
        ends(text, nobody, nobody, new ServiceLabels(OVERFLOW, OVERFLOW, OVERFLOW));
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
            StringBuilder text,
            WorkloadLabels source,
            WorkloadLabels destination,
            ServiceLabels service) {
        label(text, "source_workload", source.workload());
        label(text, "source_canonical_service", source.canonicalService());
        label(text, "source_canonical_revision", source.canonicalRevision());
        label(text, "source_workload_namespace", source.namespace());
        label(text, "source_principal", source.principal());
        label(text, "source_app", source.app());
        label(text, "source_version", source.version());
        label(text, "source_cluster", source.cluster());
        label(text, "destination_workload", destination.workload());
        label(text, "destination_workload_namespace", destination.namespace());
        label(text, "destination_principal", destination.principal());
        label(text, "destination_app", destination.app());
        label(text, "destination_version", destination.version());
        label(text, "destination_service", service.host());
        label(text, "destination_canonical_service", destination.canonicalService());
        label(text, "destination_canonical_revision", destination.canonicalRevision());
        label(text, "destination_service_name", service.name());
        label(text, "destination_service_namespace", service.namespace());
        label(text, "destination_cluster", destination.cluster());
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

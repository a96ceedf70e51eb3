package io.fairlead.ingest.validate;

import io.fairlead.model.config.Origin;
import io.fairlead.model.config.Problem.Told;
import io.fairlead.model.config.Service;
import io.fairlead.model.config.Telemetry;
import io.fairlead.model.route.Hosts;
import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.model.telemetry.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Asks of one Telemetry whom it concerns, and whether its providers are there.
record TelemetryReferences(MeshSnapshot mesh, Findings findings) {

    void check(Telemetry telemetry) {
        shadowed(telemetry);
        selector(telemetry);
        for (int i = 0; i < telemetry.metrics().size(); i++) {
            providers(telemetry.metrics().get(i).providers(), Use.METRICS, "metrics[" + i + "]");
        }
        for (int i = 0; i < telemetry.accessLogs().size(); i++) {
            providers(
                    telemetry.accessLogs().get(i).providers(),
                    Use.LOGS,
                    "accessLogging[" + i + "]");
        }
        for (int i = 0; i < telemetry.tracing().size(); i++) {
            providers(telemetry.tracing().get(i).providers(), Use.TRACES, "tracing[" + i + "]");
        }
    }

    /// What a provider is named for.
    private enum Use {
        METRICS("metrics"),
        LOGS("access logs"),
        TRACES("traces");

        private final String words;

        Use(String words) {
            this.words = words;
        }

        /// Providers that are not carried were told of where they are written.
        boolean takes(Provider provider) {
            return switch (provider) {
                case Provider.Prometheus _ -> this == METRICS;
                case Provider.FileLog _, Provider.GrpcLog _ -> this == LOGS;
                case Provider.Zipkin _, Provider.OpenTelemetry _, Provider.Jaeger _ ->
                        this == TRACES;
                case Provider.Other _ -> true;
            };
        }
    }

    private void providers(List<String> names, Use use, String at) {
        for (int i = 0; i < names.size(); i++) {
            String field = "spec." + at + ".providers[" + i + "].name";
            Optional<Provider> provider = mesh.mesh().telemetry().provider(names.get(i));
            if (provider.isEmpty()) {
                findings.warning(
                        "unknown-provider",
                        field,
                        new Told(
                                "there is no provider \"" + names.get(i) + "\"",
                                "providers: " + String.join(", ", known()),
                                "correct the name, or add it to extensionProviders of the mesh's"
                                        + " configuration"));
            } else if (!use.takes(provider.get())) {
                findings.warning(
                        "wrong-provider",
                        field,
                        new Told(
                                "\"" + names.get(i) + "\" is no provider of " + use.words,
                                "each kind of provider takes metrics, access logs or traces",
                                "name another one"));
            } else {
                server(provider.get(), field);
            }
        }
    }

    private List<String> known() {
        TreeSet<String> known = new TreeSet<>(mesh.mesh().telemetry().providers().keySet());
        known.addAll(List.of("envoy", "prometheus"));
        return new ArrayList<>(known);
    }

    private void server(Provider provider, String field) {
        Optional<Provider.Target> target = provider.server();
        if (target.isEmpty()) {
            return;
        }
        String host =
                Hosts.fqdn(
                        target.get().serviceHost(),
                        mesh.mesh().rootNamespace(),
                        mesh.mesh().domain());
        Service service = mesh.services().get(host);
        if (service == null || service.port(target.get().port()).isEmpty()) {
            findings.warning(
                    "unknown-service",
                    field,
                    new Told(
                            "%s of provider \"%s\" is no Service with port %d"
                                    .formatted(host, provider.name(), target.get().port()),
                            "a provider's server is a Service of the mesh",
                            "correct extensionProviders, or add the Service"));
        }
    }

    private void selector(Telemetry telemetry) {
        List<Server> all = Server.in(telemetry.namespace(), mesh);
        if (!telemetry.selector().isEmpty()
                && !all.isEmpty()
                && all.stream().noneMatch(server -> server.has(telemetry.selector()))) {
            findings.warning(
                    "empty-selector",
                    "spec.selector.matchLabels",
                    new Told(
                            "no pod of %s has the labels %s"
                                    .formatted(telemetry.namespace(), telemetry.selector()),
                            "a selector chooses among the pods of its own namespace",
                            "correct the labels, or start such pods"));
        }
    }

    /// Of several Telemetries of one level the oldest counts.
    private void shadowed(Telemetry telemetry) {
        mesh.telemetries().stream()
                .takeWhile(other -> !other.equals(telemetry))
                .filter(other -> !other.targeted() && !telemetry.targeted())
                .filter(other -> other.namespace().equals(telemetry.namespace()))
                .filter(other -> other.selector().equals(telemetry.selector()))
                .findFirst()
                .ifPresent(older -> {
                    Origin origin = mesh.origin(older.key());
                    findings.warning(
                            "shadowed",
                            "",
                            new Told(
                                    "%s at %s:%d counts instead"
                                            .formatted(older.key(), origin.file(), origin.line()),
                                    "of several Telemetries for the same workloads the oldest counts",
                                    "put both into one"));
                });
    }
}

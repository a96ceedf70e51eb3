package io.fairlead.ingest.validate;

import io.fairlead.model.config.MeshConfig;
import io.fairlead.model.config.Problem.Told;
import io.fairlead.model.config.Service;
import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.model.telemetry.MeshTelemetry;
import io.fairlead.model.telemetry.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Asks of names of providers whether they are there, and whether anybody does what they say.
record ProviderReferences(MeshSnapshot mesh, Findings findings) {

    /// What a provider is named for.
    enum Use {
        METRICS("metrics", "prometheus"),
        LOGS("access logs", "envoyFileAccessLog, envoyHttpAls or envoyTcpAls"),
        TRACES("traces", "zipkin, opentelemetry or jaeger");

        private final String words;
        private final String kinds;

        Use(String words, String kinds) {
            this.words = words;
            this.kinds = kinds;
        }

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

    /// Those that MeshConfig names.
    void defaults() {
        MeshTelemetry telemetry = mesh.mesh().telemetry();
        String at = "data.mesh.defaultProviders.";
        check(telemetry.metrics(), Use.METRICS, i -> at + "metrics[" + i + "]");
        check(telemetry.logs(), Use.LOGS, i -> at + "accessLogging[" + i + "]");
        check(telemetry.traces(), Use.TRACES, i -> at + "tracing[" + i + "]");
    }

    /// Those that a rule names.
    ///
    /// @param at the rule
    void check(List<String> names, Use use, String at) {
        check(names, use, i -> at + ".providers[" + i + "].name");
    }

    @FunctionalInterface
    private interface Place {
        String of(int index);
    }

    private void check(List<String> names, Use use, Place place) {
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            String field = place.of(i);
            Optional<Provider> provider = mesh.mesh().telemetry().provider(name);
            if (provider.isEmpty()) {
                unknown(name, field);
            } else if (!use.takes(provider.get())) {
                findings.warning(
                        "wrong-provider",
                        field,
                        new Told(
                                "\"" + name + "\" is no provider of " + use.words,
                                "each kind of provider takes metrics, access logs or traces",
                                "name another one"));
            } else {
                carried(provider.get(), use, field);
            }
        }
    }

    private void unknown(String name, String field) {
        TreeSet<String> known = new TreeSet<>(mesh.mesh().telemetry().providers().keySet());
        known.addAll(List.of("envoy", "prometheus"));
        findings.warning(
                "unknown-provider",
                field,
                new Told(
                        "there is no provider \"" + name + "\"",
                        "providers: " + String.join(", ", new ArrayList<>(known)),
                        "correct the name, or add it to extensionProviders of the mesh's"
                                + " configuration"));
    }

    private void carried(Provider provider, Use use, String field) {
        switch (provider) {
            case Provider.Other(String name, String kind) -> {
                // One without a kind was refused where it is written.
                if (!kind.isEmpty()) {
                    findings.warning(
                            "provider-not-carried",
                            field,
                            new Told(
                                    "\"%s\" is of kind %s: nothing is sent there"
                                            .formatted(name, kind),
                                    "%s go to %s".formatted(use.words, use.kinds),
                                    "name a provider of such a kind beside it, or in its place"));
                }
            }
            case Provider.GrpcLog log -> server(provider, log.target(), field);
            case Provider.Zipkin zipkin -> collector(provider, zipkin.target(), field);
            case Provider.OpenTelemetry otel -> collector(provider, otel.target(), field);
            case Provider.Jaeger jaeger -> collector(provider, jaeger.target(), field);
            case Provider.Prometheus _, Provider.FileLog _ -> {
                // Nobody is called.
            }
        }
    }

    private void collector(Provider provider, Provider.Target target, String field) {
        MeshConfig config = mesh.mesh();
        if (!target.isDaemon(config.rootNamespace(), config.domain())) {
            server(provider, target, field);
        } else if (!provider.isOverGrpc()) {
            findings.warning(
                    "wrong-protocol",
                    field,
                    new Told(
                            "\"%s\" would send by HTTP to the daemon's secured port"
                                    .formatted(provider.name()),
                            "that port takes spans by gRPC: jaeger, or opentelemetry without http",
                            "change its kind, or its port to one that --collectors opens"));
        }
    }

    private void server(Provider provider, Provider.Target target, String field) {
        String host = target.fqdn(mesh.mesh().rootNamespace(), mesh.mesh().domain());
        Service service = mesh.services().get(host);
        if (service == null || service.port(target.port()).isEmpty()) {
            findings.warning(
                    "unknown-service",
                    field,
                    new Told(
                            "%s of provider \"%s\" is no Service with port %d"
                                    .formatted(host, provider.name(), target.port()),
                            "a provider's server is a Service of the mesh",
                            "correct extensionProviders, or add the Service"));
        }
    }
}

package io.fairlead.ingest.decode;

import io.fairlead.model.config.Problem.Told;
import io.fairlead.model.telemetry.MeshTelemetry;
import io.fairlead.model.telemetry.MeshTelemetry.ProxyTracing;
import io.fairlead.model.telemetry.Provider;
import io.fairlead.model.telemetry.Provider.LogFormat;
import io.fairlead.model.telemetry.Provider.Target;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Reads what MeshConfig says about metrics, logs and traces.
record MeshTelemetryReader(Complaints complaints) {
    static final String PROVIDERS = "extensionProviders";
    static final String DEFAULTS = "defaultProviders";
    static final String PROXY = "defaultConfig";
    static final String TRACING = "enableTracing";

    private static final String NAME = "name";
    private static final String REQUEST_HEADERS = "additionalRequestHeadersToLog";
    private static final String RESPONSE_HEADERS = "additionalResponseHeadersToLog";
    private static final String TRAILERS = "additionalResponseTrailersToLog";
    private static final int PORT_MAX = 65_535;
    private static final Set<String> TARGET = Set.of("service", "port");

    MeshTelemetry read(Cursor mesh) {
        MeshTelemetry otherwise = MeshTelemetry.DEFAULT;
        Cursor defaults = mesh.child(DEFAULTS);
        Cursor proxy = mesh.child(PROXY);
        Cursor tracing = proxy == null ? null : proxy.child("tracing");
        return new MeshTelemetry(
                providers(mesh),
                defaults == null || !defaults.has("metrics")
                        ? otherwise.metrics()
                        : defaults.texts("metrics"),
                defaults == null ? List.of() : defaults.texts("accessLogging"),
                defaults == null ? List.of() : defaults.texts("tracing"),
                !Boolean.FALSE.equals(mesh.maybe(TRACING)),
                tracing == null ? ProxyTracing.DEFAULT : tracing(tracing));
    }

    private static ProxyTracing tracing(Cursor tracing) {
        Double sampling = tracing.number("sampling");
        return new ProxyTracing(
                sampling == null ? ProxyTracing.DEFAULT.samplingPercent() : sampling,
                zipkin(tracing.child("zipkin")),
                TelemetryReader.customTags(tracing),
                tracing.integer("maxPathTagLength"),
                !Boolean.FALSE.equals(tracing.maybe("enableIstioTags")));
    }

    /// An address is `host:port`; what is none was told of.
    private static @Nullable Target zipkin(@Nullable Cursor zipkin) {
        String address = zipkin == null ? "" : zipkin.text("address");
        int colon = address.lastIndexOf(':');
        return address.matches(".+:\\d{1,5}")
                ? new Target(
                        address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)))
                : null;
    }

    private SortedMap<String, Provider> providers(Cursor mesh) {
        SortedMap<String, Provider> providers = new TreeMap<>();
        for (Cursor written : mesh.list(PROVIDERS)) {
            Provider provider = provider(written);
            if (providers.putIfAbsent(provider.name(), provider) != null) {
                Told told =
                        new Told(
                                "a second provider is called \"" + provider.name() + "\"",
                                "providers have different names",
                                "rename one");
                complaints.error("duplicate-name", written.lineOf(NAME), written.at(NAME), told);
            }
        }
        return providers;
    }

    private Provider provider(Cursor written) {
        String name = written.text(NAME);
        for (String kind : written.mapping().entries().keySet()) {
            Cursor below = written.child(kind);
            if (below != null) {
                Provider provider = provider(name, kind, below);
                if (provider instanceof Provider.Other) {
                    Effects.unread(written, Set.of(NAME), complaints);
                }
                return provider;
            }
        }
        Told told =
                new Told(
                        "the provider says nothing but its name",
                        "a provider has one kind, such as prometheus or zipkin",
                        "add its kind, for example prometheus: {}");
        complaints.error("missing-field", written.mapping().line(), written.path(), told);
        return new Provider.Other(name, "");
    }

    private Provider provider(String name, String kind, Cursor below) {
        return switch (kind) {
            case "prometheus" -> new Provider.Prometheus(name);
            case "envoyFileAccessLog" -> fileLog(name, below);
            case "envoyHttpAls" -> grpcLog(name, below, false);
            case "envoyTcpAls" -> grpcLog(name, below, true);
            case "zipkin" -> zipkin(name, below);
            case "opentelemetry" -> openTelemetry(name, below);
            case "jaeger" -> new Provider.Jaeger(name, target(below));
            default -> new Provider.Other(name, kind);
        };
    }

    private Provider fileLog(String name, Cursor below) {
        unread(below, Set.of("path", "logFormat"));
        Cursor format = below.child("logFormat");
        return new Provider.FileLog(
                name, below.text("path"), format == null ? new LogFormat.Text("") : format(format));
    }

    private static LogFormat format(Cursor format) {
        return format.child("labels") == null
                ? new LogFormat.Text(format.text("text"))
                : new LogFormat.Json(format.textMap("labels"));
    }

    private Provider grpcLog(String name, Cursor below, boolean tcp) {
        Set<String> read = new TreeSet<>(Set.of("service", "port", "logName"));
        if (!tcp) {
            read.addAll(Set.of(REQUEST_HEADERS, RESPONSE_HEADERS, TRAILERS));
        }
        unread(below, read);
        Provider.Headers headers =
                new Provider.Headers(
                        below.texts(REQUEST_HEADERS),
                        below.texts(RESPONSE_HEADERS),
                        below.texts(TRAILERS));
        return new Provider.GrpcLog(name, target(below), below.text("logName"), tcp, headers);
    }

    private Provider zipkin(String name, Cursor below) {
        unread(below, Set.of("service", "port", "path", "enable64bitTraceId", "maxTagLength"));
        String path = below.text("path");
        return new Provider.Zipkin(
                name,
                target(below),
                path.isEmpty() ? "/api/v2/spans" : path,
                !below.flag("enable64bitTraceId"),
                below.integer("maxTagLength"));
    }

    private Provider openTelemetry(String name, Cursor below) {
        unread(below, Set.of("service", "port", "http", "maxTagLength"));
        Cursor http = below.child("http");
        if (http != null) {
            unread(http, Set.of("path"));
        }
        return new Provider.OpenTelemetry(
                name,
                target(below),
                http == null ? null : http.text("path"),
                below.integer("maxTagLength"));
    }

    private Target target(Cursor below) {
        for (String field : TARGET) {
            if (!below.has(field)) {
                Told told =
                        new Told(
                                "the " + field + " of the server is missing",
                                "a provider that is a server has service and port",
                                "add " + field + ":");
                complaints.error("missing-field", below.mapping().line(), below.at(field), told);
            }
        }
        int port = below.integer("port", 0);
        if (below.has("port") && (port < 1 || port > PORT_MAX)) {
            Told told =
                    new Told(port + " is not a port", "ports are 1 to " + PORT_MAX, "correct it");
            complaints.error("bad-port", below.lineOf("port"), below.at("port"), told);
        }
        return new Target(below.text("service"), port);
    }

    private void unread(Cursor mapping, Set<String> read) {
        Effects.unread(mapping, read, complaints);
    }

    /// Says of the rest of the proxy's configuration that nobody reads it.
    void unreadOfProxy(Cursor mesh) {
        Cursor defaults = mesh.child(DEFAULTS);
        Cursor proxy = mesh.child(PROXY);
        Cursor tracing = proxy == null ? null : proxy.child("tracing");
        if (defaults != null) {
            unread(defaults, Set.of("metrics", "accessLogging", "tracing"));
        }
        if (proxy != null) {
            unread(proxy, Set.of("tracing"));
        }
        if (tracing != null) {
            unread(
                    tracing,
                    Set.of(
                            "sampling",
                            "zipkin",
                            "customTags",
                            "maxPathTagLength",
                            "enableIstioTags"));
            addressOf(tracing);
        }
    }

    private void addressOf(Cursor tracing) {
        Cursor zipkin = tracing.child("zipkin");
        if (zipkin != null && zipkin(zipkin) == null) {
            Told told =
                    new Told(
                            "\"" + zipkin.text("address") + "\" is not an address",
                            "the collector's address is host:port",
                            "write for example zipkin.istio-system:9411");
            complaints.error("bad-address", zipkin.lineOf("address"), zipkin.at("address"), told);
        }
    }
}

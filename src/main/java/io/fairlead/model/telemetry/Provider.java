package io.fairlead.model.telemetry;

import io.fairlead.model.route.Hosts;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One item of `extensionProviders`, or one that is there without being written: where measurements, log lines and
/// spans go.
public sealed interface Provider {
    String name();

    /// The server that it is about; none where nothing is called.
    default Optional<Target> server() {
        return switch (this) {
            case GrpcLog log -> Optional.of(log.target());
            case Zipkin zipkin -> Optional.of(zipkin.target());
            case OpenTelemetry otel -> Optional.of(otel.target());
            case Jaeger jaeger -> Optional.of(jaeger.target());
            case Prometheus _, FileLog _, Other _ -> Optional.empty();
        };
    }

    /// Whether its server is called by gRPC.
    default boolean isOverGrpc() {
        return switch (this) {
            case OpenTelemetry otel -> otel.httpPath() == null;
            case Jaeger _, GrpcLog _ -> true;
            case Zipkin _, Prometheus _, FileLog _, Other _ -> false;
        };
    }

    /// The series that each proxy offers to Prometheus.
    record Prometheus(String name) implements Provider {}

    /// An access log in a file.
    record FileLog(String name, String path, LogFormat format) implements Provider {}

    /// An access log that is told to a server, over Envoy's gRPC ALS.
    ///
    /// @param tcp of connections; else of requests
    record GrpcLog(String name, Target target, String logName, boolean tcp, Headers headers)
            implements Provider {}

    /// Headers that a log tells beside those that it always does.
    record Headers(List<String> request, List<String> response, List<String> trailers) {
        public static final Headers NONE = new Headers(List.of(), List.of(), List.of());

        public Headers {
            request = List.copyOf(request);
            response = List.copyOf(response);
            trailers = List.copyOf(trailers);
        }
    }

    /// Spans to a Zipkin collector, over HTTP.
    ///
    /// @param longTraceIds ids of traces have 128 bits, as they have by default
    record Zipkin(
            String name,
            Target target,
            String path,
            boolean longTraceIds,
            @Nullable Integer maxTagLength)
            implements Provider {}

    /// Spans to an OpenTelemetry collector: over HTTP when a path is written, else over gRPC.
    ///
    /// @param httpPath null for gRPC
    record OpenTelemetry(
            String name, Target target, @Nullable String httpPath, @Nullable Integer maxTagLength)
            implements Provider {}

    /// Spans to a Jaeger collector, over Jaeger's own gRPC. Ours: Istio has no word for it.
    record Jaeger(String name, Target target) implements Provider {}

    /// A provider that is not carried.
    ///
    /// @param kind the word in the configuration
    record Other(String name, String kind) implements Provider {}

    /// Where a server is.
    ///
    /// @param host of a Service, as `host` or `namespace/host`
    record Target(String host, int port) {
        private static final int DAEMON_PORT = 15_012;

        /// The host without its namespace.
        public String serviceHost() {
            return host.substring(host.indexOf('/') + 1);
        }

        /// Whether this is the daemon's own secured port, by the Service that Istio has for it: then spans go there as
        /// everything else does that a sidecar tells the daemon.
        public boolean isDaemon(String rootNamespace, String domain) {
            String name = "istiod." + rootNamespace + ".svc";
            String fqdn = fqdn(rootNamespace, domain);
            return port == DAEMON_PORT && (fqdn.equals(name) || fqdn.equals(name + "." + domain));
        }

        /// The name of its Service in full. `zipkin.istio-system` is a name and its namespace, as a pod's resolver
        /// takes it.
        public String fqdn(String rootNamespace, String domain) {
            String written = serviceHost();
            int dot = written.indexOf('.');
            return dot > 0 && dot == written.lastIndexOf('.')
                    ? Hosts.fqdn(written.substring(0, dot), written.substring(dot + 1), domain)
                    : Hosts.fqdn(written, rootNamespace, domain);
        }
    }

    /// How a log is written.
    sealed interface LogFormat {
        /// As MeshConfig says for the whole mesh.
        record OfMesh() implements LogFormat {}

        /// Lines of text; empty for Istio's default.
        record Text(String format) implements LogFormat {}

        /// JSON objects; no labels for Istio's default.
        record Json(SortedMap<String, String> labels) implements LogFormat {
            public Json {
                labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
            }
        }
    }
}

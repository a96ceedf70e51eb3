package io.fairlead.translate.listener;

import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLog;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLogFilter;
import io.envoyproxy.envoy.config.accesslog.v3.AndFilter;
import io.envoyproxy.envoy.config.accesslog.v3.ExtensionFilter;
import io.envoyproxy.envoy.config.accesslog.v3.LogTypeFilter;
import io.envoyproxy.envoy.config.accesslog.v3.ResponseFlagFilter;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogType;
import io.envoyproxy.envoy.extensions.access_loggers.file.v3.FileAccessLog;
import io.envoyproxy.envoy.extensions.access_loggers.filters.cel.v3.ExpressionFilter;
import io.envoyproxy.envoy.extensions.access_loggers.grpc.v3.CommonGrpcAccessLogConfig;
import io.envoyproxy.envoy.extensions.access_loggers.grpc.v3.HttpGrpcAccessLogConfig;
import io.envoyproxy.envoy.extensions.access_loggers.grpc.v3.TcpGrpcAccessLogConfig;
import io.fairlead.model.config.MeshConfig;
import io.fairlead.model.telemetry.EnvoyLog;
import io.fairlead.model.telemetry.LogSettings;
import io.fairlead.model.telemetry.Provider;
import io.fairlead.model.telemetry.Provider.LogFormat;
import io.fairlead.model.telemetry.Side;
import io.fairlead.translate.input.ClusterNames;
import io.fairlead.translate.input.Extension;
import io.fairlead.translate.input.Protos;
import io.fairlead.translate.input.Reader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Access logs of a proxy, those that it can write.
public record AccessLogs(List<Log> logs) {
    private static final AccessLogFilter NO_ROUTE =
            AccessLogFilter.newBuilder()
                    .setResponseFlagFilter(
                            ResponseFlagFilter.newBuilder().addAllFlags(List.of("NR")))
                    .build();

    /// What is told of a request or a connection that goes on.
    private static final AccessLogFilter OVER =
            AccessLogFilter.newBuilder()
                    .setLogTypeFilter(
                            LogTypeFilter.newBuilder()
                                    .addTypes(AccessLogType.DownstreamPeriodic)
                                    .addTypes(AccessLogType.TcpUpstreamConnected)
                                    .addTypes(AccessLogType.TcpPeriodic)
                                    .setExclude(true))
                    .build();

    /// How long an Envoy keeps what it has to tell: who was refused in a trial must be known soon.
    private static final Duration KEPT = Duration.ofMillis(250);

    /// One log.
    ///
    /// @param filter in CEL; empty for none
    record Log(To to, String filter) {}

    /// Where a log goes to.
    sealed interface To {
        record File(String path, LogFormat format) implements To {}

        record Server(String cluster, String logName, boolean tcp, Provider.Headers headers)
                implements To {}

        /// The daemon itself, which makes metrics and evidence of it.
        record Daemon(EnvoyLog log, boolean tcp) implements To {}
    }

    public AccessLogs {
        logs = List.copyOf(logs);
    }

    /// What a client with these extensions is sent.
    static AccessLogs of(LogSettings settings, Set<Extension> extensions, Reader reader) {
        List<LogSettings.Log> written = settings.logs();
        if (written == null) {
            String file = reader.mesh().accessLogFile();
            return file.isEmpty() || !extensions.contains(Extension.FILE_ACCESS_LOG)
                    ? new AccessLogs(List.of())
                    : new AccessLogs(List.of(new Log(ofMesh(file, reader.mesh()), "")));
        }
        List<Log> logs = new ArrayList<>();
        for (LogSettings.Log log : written) {
            // A client without CEL would write what is to be left out.
            if (log.filter().isEmpty() || extensions.contains(Extension.CEL_LOG_FILTER)) {
                to(log.provider(), extensions, reader)
                        .ifPresent(to -> logs.add(new Log(to, log.filter())));
            }
        }
        return new AccessLogs(logs);
    }

    private static To.File ofMesh(String file, MeshConfig mesh) {
        return new To.File(
                file,
                mesh.accessLogJson()
                        ? new LogFormat.Json(new TreeMap<>())
                        : new LogFormat.Text(mesh.accessLogFormat()));
    }

    private static Optional<To> to(Provider provider, Set<Extension> extensions, Reader reader) {
        return switch (provider) {
            case Provider.FileLog file when extensions.contains(Extension.FILE_ACCESS_LOG) ->
                    Optional.of(
                            file.format() instanceof LogFormat.OfMesh
                                    ? ofMesh(file.path(), reader.mesh())
                                    : new To.File(file.path(), file.format()));
            case Provider.GrpcLog log
                    when extensions.contains(
                            log.tcp() ? Extension.TCP_GRPC_LOG : Extension.HTTP_GRPC_LOG) ->
                    TraceInput.cluster(log.target(), reader)
                            .map(cluster ->
                                    new To.Server(
                                            cluster, log.logName(), log.tcp(), log.headers()));
            case Provider.FileLog _,
                    Provider.GrpcLog _,
                    Provider.Prometheus _,
                    Provider.Zipkin _,
                    Provider.OpenTelemetry _,
                    Provider.Jaeger _,
                    Provider.Other _ ->
                    Optional.empty();
        };
    }

    /// With one more for requests and one for connections, to the daemon: a stock Envoy doesn't count by itself what
    /// our sidecar counts.
    AccessLogs withDaemon(Side side, Set<Extension> extensions) {
        if (!extensions.contains(Extension.DAEMON_LOG)
                || extensions.contains(Extension.ISTIO_STATS)) {
            return this;
        }
        EnvoyLog name =
                switch (side) {
                    case CLIENT -> EnvoyLog.SOURCE;
                    case SERVER -> EnvoyLog.DESTINATION;
                };
        List<Log> more = new ArrayList<>(logs);
        if (extensions.contains(Extension.HTTP_GRPC_LOG)) {
            more.add(new Log(new To.Daemon(name, false), ""));
        }
        if (extensions.contains(Extension.TCP_GRPC_LOG)) {
            more.add(new Log(new To.Daemon(name, true), ""));
        }
        return new AccessLogs(more);
    }

    /// True where the daemon is told who comes: then also of what goes on, not only of what is over.
    boolean tellWhoComes() {
        return logs.stream()
                .anyMatch(log ->
                        log.to() instanceof To.Daemon(EnvoyLog name, var _)
                                && name != EnvoyLog.SOURCE);
    }

    /// Of requests.
    List<AccessLog> ofRequests() {
        return logs.stream().filter(log -> !isOfTcp(log)).map(this::whenOver).toList();
    }

    /// Of connections that are passed on.
    List<AccessLog> ofConnections() {
        return logs.stream().filter(AccessLogs::takesTcp).map(this::whenOver).toList();
    }

    /// Other logs than the daemon's are as if nothing were told before the end.
    private AccessLog whenOver(Log log) {
        AccessLog wire = wire(log);
        return log.to() instanceof To.Daemon || !tellWhoComes()
                ? wire
                : wire.toBuilder().setFilter(and(OVER, wire)).build();
    }

    /// The same, for connections with TLS that the application ends.
    AccessLogs ofForeignTls() {
        return renamed(EnvoyLog.FOREIGN_TLS);
    }

    private AccessLogs renamed(EnvoyLog name) {
        return tellWhoComes()
                ? new AccessLogs(
                        logs.stream()
                                .map(log ->
                                        log.to() instanceof To.Daemon(var _, boolean tcp)
                                                ? new Log(new To.Daemon(name, tcp), log.filter())
                                                : log)
                                .toList())
                : this;
    }

    /// Of all connections that came in, at their end, to the daemon alone.
    List<AccessLog> ofArrivals() {
        return tellWhoComes()
                ? renamed(EnvoyLog.CONNECTIONS).logs.stream()
                        .filter(log -> log.to() instanceof To.Daemon && takesTcp(log))
                        .map(AccessLogs::wire)
                        .toList()
                : List.of();
    }

    /// Of connections for which no filter chain was found: nobody else would tell of them.
    List<AccessLog> ofListener() {
        return logs.stream()
                .filter(AccessLogs::takesTcp)
                .filter(log -> !(log.to() instanceof To.Daemon))
                .map(AccessLogs::wire)
                .map(log -> log.toBuilder().setFilter(and(NO_ROUTE, log)).build())
                .toList();
    }

    private static boolean isOfTcp(Log log) {
        return !(log.to() instanceof To.File) && takesTcp(log);
    }

    private static boolean takesTcp(Log log) {
        return switch (log.to()) {
            case To.File _ -> true;
            case To.Server server -> server.tcp();
            case To.Daemon daemon -> daemon.tcp();
        };
    }

    private static AccessLogFilter and(AccessLogFilter more, AccessLog log) {
        return log.hasFilter()
                ? AccessLogFilter.newBuilder()
                        .setAndFilter(
                                AndFilter.newBuilder().addFilters(more).addFilters(log.getFilter()))
                        .build()
                : more;
    }

    private static AccessLog wire(Log log) {
        AccessLog.Builder wire =
                switch (log.to()) {
                    case To.File(String path, LogFormat format) ->
                            wire(
                                    Extension.FILE_ACCESS_LOG,
                                    FileAccessLog.newBuilder()
                                            .setPath(path)
                                            .setLogFormat(LogFormats.of(format))
                                            .build());
                    case To.Server server -> wire(server);
                    case To.Daemon daemon -> wire(daemon);
                };
        if (!log.filter().isEmpty()) {
            wire.setFilter(cel(log.filter()));
        }
        return wire.build();
    }

    private static AccessLog.Builder wire(To.Daemon daemon) {
        CommonGrpcAccessLogConfig common =
                common(ClusterNames.DAEMON, daemon.log().id()).toBuilder()
                        .setBufferFlushInterval(Protos.duration(KEPT))
                        .build();
        return daemon.tcp()
                ? wire(
                        Extension.TCP_GRPC_LOG,
                        TcpGrpcAccessLogConfig.newBuilder().setCommonConfig(common).build())
                : wire(
                        Extension.HTTP_GRPC_LOG,
                        HttpGrpcAccessLogConfig.newBuilder()
                                .setCommonConfig(common)
                                .addAdditionalRequestHeadersToLog("content-type")
                                .addAdditionalResponseHeadersToLog("grpc-status")
                                .addAdditionalResponseTrailersToLog("grpc-status")
                                .build());
    }

    private static CommonGrpcAccessLogConfig common(String cluster, String logName) {
        return CommonGrpcAccessLogConfig.newBuilder()
                .setLogName(logName)
                .setTransportApiVersion(ApiVersion.V3)
                .setGrpcService(
                        GrpcService.newBuilder()
                                .setEnvoyGrpc(
                                        GrpcService.EnvoyGrpc.newBuilder().setClusterName(cluster)))
                .build();
    }

    private static AccessLog.Builder wire(To.Server server) {
        String name = server.tcp() ? "tcp_envoy_accesslog" : "http_envoy_accesslog";
        CommonGrpcAccessLogConfig common =
                common(server.cluster(), server.logName().isEmpty() ? name : server.logName());
        return server.tcp()
                ? wire(
                        Extension.TCP_GRPC_LOG,
                        TcpGrpcAccessLogConfig.newBuilder().setCommonConfig(common).build())
                : wire(
                        Extension.HTTP_GRPC_LOG,
                        HttpGrpcAccessLogConfig.newBuilder()
                                .setCommonConfig(common)
                                .addAllAdditionalRequestHeadersToLog(server.headers().request())
                                .addAllAdditionalResponseHeadersToLog(server.headers().response())
                                .addAllAdditionalResponseTrailersToLog(server.headers().trailers())
                                .build());
    }

    private static AccessLog.Builder wire(Extension extension, Message config) {
        return AccessLog.newBuilder().setName(extension.id()).setTypedConfig(Protos.any(config));
    }

    private static AccessLogFilter cel(String expression) {
        return AccessLogFilter.newBuilder()
                .setExtensionFilter(
                        ExtensionFilter.newBuilder()
                                .setName(Extension.CEL_LOG_FILTER.id())
                                .setTypedConfig(
                                        Protos.any(
                                                ExpressionFilter.newBuilder()
                                                        .setExpression(expression)
                                                        .build())))
                .build();
    }
}

package io.fairlead.proxy.telemetry;

import io.fairlead.proxy.meter.DialMeter;
import io.fairlead.proxy.meter.RequestObserver;
import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.model.AccessLog;
import io.fairlead.proxy.model.MetricChanges;
import io.fairlead.proxy.telemetry.format.LogFormat;
import io.fairlead.proxy.telemetry.format.LogLine;
import io.fairlead.proxy.telemetry.log.LogFile;
import io.fairlead.proxy.telemetry.metric.ChainMeter;
import io.fairlead.proxy.telemetry.metric.RequestMeter;
import io.fairlead.proxy.telemetry.report.EdgeMeter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The telemetry of one event loop. Everything here is called on that loop.
public final class LoopTelemetry {

    private static final Logger LOG = LoggerFactory.getLogger(LoopTelemetry.class);

    private final RequestMeter meter;
    private final EdgeMeter edges;
    private final DialMeter dials;
    private final Function<String, Optional<LogFile>> files;
    private final Function<AccessLog.To.Server, Optional<Taker>> servers;
    private final LogLine line = new LogLine();
    private final Map<String, Optional<LogFile.Appender>> appenders = new HashMap<>();

    LoopTelemetry(
            RequestMeter meter,
            EdgeMeter edges,
            DialMeter dials,
            Function<String, Optional<LogFile>> files,
            Function<AccessLog.To.Server, Optional<Taker>> servers) {
        this.meter = meter;
        this.edges = edges;
        this.dials = dials;
        this.files = files;
        this.servers = servers;
    }

    /// What a listener's filter chain tells its requests to. Made once for a chain, not for a connection.
    public RequestObserver observer(List<AccessLog> logs, MetricChanges metrics) {
        return new Observer(
                meter.chain(metrics),
                logs.stream().map(this::compile).flatMap(Optional::stream).toArray(Log[]::new));
    }

    /// One access log, ready: which ones, and where to.
    private record Log(LogFilter filter, Taker taker) {}

    /// Takes what an access log is about.
    @FunctionalInterface
    public interface Taker {
        /// The record is read at once, and not kept.
        void take(RequestRecord request);
    }

    private final class Observer implements RequestObserver {
        private final ChainMeter chain;
        private final Log[] logs;

        Observer(ChainMeter chain, Log[] logs) {
            this.chain = chain;
            this.logs = logs;
        }

        @Override
        public void onRequestEnd(RequestRecord request) {
            chain.request(request);
            meter.request(request);
            edges.request(request);
            dials.used(request);
            log(request);
        }

        @Override
        public void onConnectionOpened(RequestRecord connection) {
            chain.opened(connection);
            edges.opened(connection);
            dials.used(connection);
        }

        @Override
        public void onConnectionProgress(RequestRecord connection, long received, long sent) {
            chain.moved(connection, received, sent);
            edges.moved(connection, received, sent);
        }

        @Override
        public void onConnectionClosed(RequestRecord connection) {
            chain.closed(connection);
            log(connection);
        }

        private void log(RequestRecord request) {
            for (Log log : logs) {
                if (log.filter.takes(request)) {
                    log.taker.take(request);
                }
            }
        }
    }

    private Optional<Log> compile(AccessLog log) {
        Optional<Taker> taker =
                switch (log.to()) {
                    case AccessLog.To.File(String path, AccessLog.Format format) ->
                            lines(path, format);
                    case AccessLog.To.Server server -> servers.apply(server);
                };
        return taker.map(to -> new Log(LogFilter.of(log.filter()), to));
    }

    private Optional<Taker> lines(String path, AccessLog.Format written) {
        return appenders
                .computeIfAbsent(path, _ -> files.apply(path).map(LogFile::appender))
                .map(file -> {
                    LogFormat format = formatOf(written);
                    return request -> {
                        format.write(request, line);
                        file.append(line.bytes(), line.length());
                    };
                });
    }

    private static LogFormat formatOf(AccessLog.Format format) {
        LogFormat.Compiled compiled =
                switch (format) {
                    case AccessLog.Format.Text(String text) -> LogFormat.text(text);
                    case AccessLog.Format.Json(Map<String, String> fields) ->
                            LogFormat.json(fields);
                };
        return switch (compiled) {
            case LogFormat.Ready(LogFormat ready) -> ready;
            case LogFormat.Refused(String why) -> {
                LOG.warn("event=access_log_format_refused fallback=istio reason=\"{}\"", why);
                yield LogFormat.ISTIO;
            }
        };
    }
}

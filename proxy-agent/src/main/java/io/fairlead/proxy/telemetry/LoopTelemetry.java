package io.fairlead.proxy.telemetry;

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
    private final Function<String, Optional<LogFile>> files;
    private final LogLine line = new LogLine();
    private final Map<String, Optional<LogFile.Appender>> appenders = new HashMap<>();

    LoopTelemetry(RequestMeter meter, EdgeMeter edges, Function<String, Optional<LogFile>> files) {
        this.meter = meter;
        this.edges = edges;
        this.files = files;
    }

    /// What a listener's filter chain tells its requests to. Made once for a chain, not for a connection.
    public RequestObserver observer(List<AccessLog> logs, MetricChanges metrics) {
        return new Observer(
                meter.chain(metrics),
                logs.stream().map(this::compile).flatMap(Optional::stream).toArray(Log[]::new));
    }

    /// One access log, ready: where to, how, and which ones.
    private record Log(LogFile.Appender file, LogFormat format, LogFilter filter) {}

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
            log(request);
        }

        @Override
        public void onConnectionOpened(RequestRecord connection) {
            chain.opened(connection);
            edges.opened(connection);
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
                    log.format.write(request, line);
                    log.file.append(line.bytes(), line.length());
                }
            }
        }
    }

    private Optional<Log> compile(AccessLog log) {
        return appenders
                .computeIfAbsent(log.path(), path -> files.apply(path).map(LogFile::appender))
                .map(file -> new Log(file, formatOf(log.format()), LogFilter.of(log.filter())));
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

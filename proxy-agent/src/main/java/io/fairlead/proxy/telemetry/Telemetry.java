package io.fairlead.proxy.telemetry;

import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.meter.DialMeter;
import io.fairlead.proxy.meter.Dials;
import io.fairlead.proxy.meter.StatName;
import io.fairlead.proxy.meter.Stats;
import io.fairlead.proxy.meter.WorkloadLabels;
import io.fairlead.proxy.model.AccessLog;
import io.fairlead.proxy.telemetry.log.LogFile;
import io.fairlead.proxy.telemetry.metric.PrometheusText;
import io.fairlead.proxy.telemetry.metric.RequestMeter;
import io.fairlead.proxy.telemetry.metric.Scrape;
import io.fairlead.proxy.telemetry.report.EdgeMeter;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All telemetry of one proxy: its event loops count and log for themselves, scrapes sum up.
public final class Telemetry implements AutoCloseable {

    /// @param log of each access log file
    /// @param meter of each event loop
    public record Limits(LogFile.Limits log, io.fairlead.proxy.telemetry.metric.Limits meter) {
        public static final Limits DEFAULT =
                new Limits(
                        LogFile.Limits.DEFAULT, io.fairlead.proxy.telemetry.metric.Limits.DEFAULT);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Telemetry.class);

    private final WorkloadLabels self;
    private final Clock clock;
    private final Scrape scrape;
    private final Stats stats;
    private final Limits limits;
    private final Dials dials = new Dials();
    private final CopyOnWriteArrayList<RequestMeter> meters = new CopyOnWriteArrayList<>();
    private final CopyOnWriteArrayList<EdgeMeter> edges = new CopyOnWriteArrayList<>();
    private final ConcurrentHashMap<String, Optional<LogFile>> files = new ConcurrentHashMap<>();

    /// @param self labels of the workload beside this proxy
    /// @param version of this proxy, for `istio_build`
    public Telemetry(WorkloadLabels self, String version, Stats stats, Limits limits, Clock clock) {
        this.self = self;
        this.clock = clock;
        this.scrape = new Scrape(meters, version, limits.meter());
        this.stats = stats;
        this.limits = limits;
        stats.gauge(
                StatName.of("fairlead", "access_log_lines_dropped"),
                () -> openFiles().stream().mapToLong(LogFile::dropped).sum());
        stats.gauge(
                StatName.of("fairlead", "access_log_write_failures"),
                () -> openFiles().stream().mapToLong(LogFile::failures).sum());
    }

    /// The telemetry of one more event loop, without logs to servers.
    public LoopTelemetry loop() {
        return loop(_ -> Optional.empty());
    }

    /// The telemetry of one more event loop.
    ///
    /// @param servers what takes entries for a server; empty where nothing does
    public LoopTelemetry loop(
            Function<AccessLog.To.Server, Optional<LoopTelemetry.Taker>> servers) {
        var meter = new RequestMeter(self, limits.meter());
        meters.add(meter);
        stats.source(meter);
        var edgeMeter = new EdgeMeter(io.fairlead.proxy.telemetry.report.Limits.DEFAULT);
        edges.add(edgeMeter);
        return new LoopTelemetry(meter, edgeMeter, new DialMeter(dials), this::file, servers);
    }

    /// Connections in clear text that the workload opened.
    public Dials dials() {
        return dials;
    }

    /// What is counted for reports to the daemon; grows with each loop.
    public List<EdgeMeter> edges() {
        return edges;
    }

    /// Istio's metrics and all figures in Prometheus' text format.
    public String prometheus() {
        return scrape.text(clock.nanos()) + PrometheusText.stats(stats.read());
    }

    private Optional<LogFile> file(String path) {
        return files.computeIfAbsent(path, this::open);
    }

    private Optional<LogFile> open(String path) {
        try {
            return Optional.of(LogFile.open(path, limits.log()).start());
        } catch (IOException e) {
            LOG.warn("event=access_log_open_failed path={} error={}", path, e.toString());
            return Optional.empty();
        }
    }

    private Collection<LogFile> openFiles() {
        return files.values().stream().flatMap(Optional::stream).toList();
    }

    /// Writes the last lines.
    @Override
    public void close() {
        openFiles().forEach(LogFile::close);
    }
}

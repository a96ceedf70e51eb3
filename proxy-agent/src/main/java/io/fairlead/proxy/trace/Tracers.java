package io.fairlead.proxy.trace;

import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.meter.RequestTracer;
import io.fairlead.proxy.meter.StatName;
import io.fairlead.proxy.meter.Stats;
import io.fairlead.proxy.meter.WorkloadLabels;
import io.fairlead.proxy.model.Tracing;
import io.fairlead.proxy.model.Tracing.Tracer;
import io.fairlead.proxy.model.TrafficDirection;
import io.fairlead.proxy.trace.export.ExportLimits;
import io.fairlead.proxy.trace.export.SpanQueue;
import io.fairlead.proxy.trace.export.Way;
import io.fairlead.proxy.trace.span.FinishedSpan;
import io.fairlead.proxy.trace.span.FinishedSpan.Tag;
import io.fairlead.proxy.trace.span.SpanWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The tracing of one proxy: makes the tracer of each filter chain and event loop, which share the way to a collector.
public final class Tracers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Tracers.class);

    /// Collectors that one proxy sends to; spans for further ones are thrown away.
    private static final int COLLECTORS_MAX = 8;

    private final Self self;
    private final Clock clock;
    private final Stats stats;
    private final ExportLimits limits;
    private final Function<String, Optional<Way>> ways;
    private final ConcurrentHashMap<Tracer, SpanQueue> queues = new ConcurrentHashMap<>();

    /// This proxy.
    ///
    /// @param nodeCluster its service, as it is named in traces
    /// @param ip by which a collector tells machines apart, whose clocks may disagree
    /// @param tags of every span: which workload this is
    public record Self(String nodeId, String nodeCluster, String ip, List<Tag> tags) {
        public Self {
            tags = List.copyOf(tags);
        }

        /// With Istio's tags for a workload.
        public static Self of(
                String nodeId,
                String nodeCluster,
                String ip,
                WorkloadLabels workload,
                String mesh) {
            return new Self(
                    nodeId,
                    nodeCluster,
                    ip,
                    List.of(
                            new Tag("istio.canonical_revision", workload.canonicalRevision()),
                            new Tag("istio.canonical_service", workload.canonicalService()),
                            new Tag("istio.cluster_id", workload.cluster()),
                            new Tag("istio.mesh_id", mesh),
                            new Tag("istio.namespace", workload.namespace())));
        }
    }

    /// @param ways how a host of a cluster is reached
    public Tracers(
            Self self,
            Clock clock,
            Stats stats,
            ExportLimits limits,
            Function<String, Optional<Way>> ways) {
        this.self = self;
        this.clock = clock;
        this.stats = stats;
        this.limits = limits;
        this.ways = ways;
    }

    /// The tracer of a filter chain on one event loop.
    ///
    /// @param random of that loop
    public RequestTracer tracer(
            Tracing tracing, TrafficDirection direction, RandomGenerator random) {
        var writer =
                new SpanWriter(
                        tracing,
                        direction == TrafficDirection.INBOUND,
                        new SpanWriter.Self(self.nodeId(), self.tags()),
                        System::getenv);
        return new ChainTracer(
                tracing,
                writer,
                new ChainTracer.Surroundings(
                        clock,
                        random,
                        sink(tracing.provider()),
                        stats.counter(StatName.of("tracing", "headers_broken"))));
    }

    private Consumer<FinishedSpan> sink(Tracer provider) {
        return switch (provider) {
            case Tracer.None _ -> _ -> {};
            case Tracer.Jaeger jaeger -> queue(jaeger, jaeger.cluster(), "");
            case Tracer.Zipkin zipkin -> queue(zipkin, zipkin.cluster(), "");
            case Tracer.OpenTelemetry otel -> queue(otel, otel.cluster(), otel.service());
        };
    }

    private Consumer<FinishedSpan> queue(Tracer provider, String cluster, String service) {
        if (!queues.containsKey(provider) && queues.size() >= COLLECTORS_MAX) {
            LOG.warn(
                    "event=trace_collector_refused cluster={} reason=\"more than {} collectors\"",
                    cluster,
                    COLLECTORS_MAX);
            var dropped = stats.counter(StatName.of("tracing", "spans_without_collector"));
            return _ -> dropped.increment();
        }
        String name = service.isEmpty() ? self.nodeCluster() : service;
        var destination = new SpanQueue.Destination(name, self.ip(), cluster, ways);
        return queues.computeIfAbsent(
                        provider, _ -> new SpanQueue(provider, destination, stats, limits))
                ::offer;
    }

    /// Sends the last spans.
    @Override
    public void close() {
        queues.values().forEach(SpanQueue::close);
    }
}

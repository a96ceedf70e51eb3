package io.fairlead.proxy.telemetry.metric;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// What a scrape is answered. Remembers what earlier scrapes saw, so that series that are idle for long go.
public final class Scrape {
    private final List<RequestMeter> loops;
    private final String version;
    private final IdleSeries idle;
    private final ReentrantLock one = new ReentrantLock();

    /// @param loops one for each event loop; read at each scrape
    /// @param version of this proxy, for `istio_build`
    public Scrape(List<RequestMeter> loops, String version, Limits limits) {
        this.loops = loops;
        this.version = version;
        this.idle = new IdleSeries(limits.seriesIdle().toNanos());
    }

    /// Istio's metrics, summed over the event loops, in Prometheus' text format.
    public String text(long nowNanos) {
        one.lock();
        try {
            Sums sums = Sums.of(loops);
            idle.look(sums, nowNanos);
            return PrometheusText.istio(sums, version);
        } finally {
            one.unlock();
        }
    }
}

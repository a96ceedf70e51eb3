package io.fairlead.proxy.upstream;

import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.model.OutlierDetection;
import io.fairlead.proxy.upstream.outlier.Ejection;
import io.fairlead.proxy.upstream.outlier.Ejection.Event;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Watches the hosts of one cluster for all event loops. A host that only answers well costs one read.
final class Outliers {

    private final OutlierDetection detection;
    private final List<HostState> hosts;
    private final AtomicInteger version;
    private final AtomicLong lastInterval = new AtomicLong(Long.MIN_VALUE);

    /// @param version grows whenever a host is left out or comes back
    Outliers(OutlierDetection detection, List<HostState> hosts, AtomicInteger version) {
        this.detection = detection;
        this.hosts = hosts;
        this.version = version;
        hosts.forEach(host -> host.watch(detection.isOn() ? this : null));
    }

    void onStatus(HostState host, int status, Clock clock) {
        if (status < 500 && host.ejection().equals(Ejection.FRESH)) {
            return;
        }
        move(host, new Event.Answered(status), clock.nanos());
    }

    void onFailure(HostState host, Clock clock) {
        move(host, Event.FAILED, clock.nanos());
    }

    /// Called every second or so by one loop.
    void tick(long nowNanos) {
        long last = lastInterval.get();
        boolean due = last == Long.MIN_VALUE || nowNanos - last >= detection.interval().toNanos();
        if (!detection.isOn() || !due) {
            return;
        }
        lastInterval.set(nowNanos);
        for (HostState host : hosts) {
            move(host, Event.INTERVAL, nowNanos);
        }
    }

    private void move(HostState host, Event event, long nowNanos) {
        while (true) {
            Ejection before = host.ejection();
            Ejection after = Ejection.next(before, event, detection, nowNanos, mayEject());
            if (before.equals(after)) {
                return;
            }
            if (host.eject(before, after)) {
                boolean was = before instanceof Ejection.Ejected;
                if (was != after instanceof Ejection.Ejected) {
                    version.incrementAndGet();
                }
                return;
            }
        }
    }

    /// Envoy's rule: as long as the share of ejected hosts is below the maximum, one more may go.
    private boolean mayEject() {
        int ejected = 0;
        for (HostState host : hosts) {
            ejected += host.ejected() ? 1 : 0;
        }
        return ejected * 100L < (long) detection.maxEjectionPercent() * hosts.size();
    }
}

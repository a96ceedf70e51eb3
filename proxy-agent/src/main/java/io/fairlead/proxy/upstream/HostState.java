package io.fairlead.proxy.upstream;

import io.fairlead.proxy.meter.WorkloadLabels;
import io.fairlead.proxy.model.ClientTransport;
import io.fairlead.proxy.model.Host;
import io.fairlead.proxy.upstream.outlier.Ejection;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One host of a cluster, the same object on all event loops and from one snapshot to the next.
public final class HostState {

    private final InetSocketAddress address;
    private final String text;
    private final ClientTransport transport;
    private volatile Host host;
    private volatile boolean gone;
    private volatile @Nullable WorkloadLabels labels;
    private final AtomicReference<Ejection> ejection = new AtomicReference<>(Ejection.FRESH);
    private volatile @Nullable Outliers watch;

    HostState(Host host, ClientTransport transport) {
        this.host = host;
        this.transport = transport;
        this.address = host.address().toSocketAddress();
        this.text = host.address().toString();
    }

    /// Where it listens.
    public InetSocketAddress address() {
        return address;
    }

    /// How connections to it are protected. A host that is to be spoken to in another way is another host: its
    /// connections aren't mixed with those of before.
    public ClientTransport transport() {
        return transport;
    }

    /// `address:port`, as logs have it.
    @Override
    public String toString() {
        return text;
    }

    /// What discovery says about it.
    public Host host() {
        return host;
    }

    /// The workload behind it, as discovery names it.
    public WorkloadLabels labels() {
        WorkloadLabels known = labels;
        if (known == null) {
            known = WorkloadLabels.ofHost(host.workload());
            labels = known;
        }
        return known;
    }

    void host(Host next) {
        if (!next.workload().equals(host.workload())) {
            labels = null;
        }
        host = next;
    }

    /// Whether discovery no longer knows it; its connections are not used again.
    public boolean gone() {
        return gone;
    }

    void leave() {
        gone = true;
    }

    /// Whether outlier detection leaves it out for now.
    public boolean ejected() {
        return ejection.get() instanceof Ejection.Ejected;
    }

    Ejection ejection() {
        return ejection.get();
    }

    /// Moves on, unless another loop was faster.
    boolean eject(Ejection before, Ejection after) {
        return ejection.compareAndSet(before, after);
    }

    void watch(@Nullable Outliers outliers) {
        watch = outliers;
    }

    /// Who wants to know how it answers; null when nobody does.
    @Nullable Outliers watch() {
        return watch;
    }
}

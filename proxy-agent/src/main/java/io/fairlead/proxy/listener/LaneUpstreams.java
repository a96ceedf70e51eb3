package io.fairlead.proxy.listener;

import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.RequestRecord.Reporter;
import io.fairlead.proxy.meter.TlsFacts;
import io.fairlead.proxy.meter.WorkloadLabels;
import io.fairlead.proxy.model.Address;
import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.tcp.TcpUpstreams;
import io.fairlead.proxy.upstream.ClusterLane;
import io.fairlead.proxy.upstream.Dialer;
import io.fairlead.proxy.upstream.HostLane;
import io.fairlead.proxy.upstream.Worker;
import io.fairlead.proxy.upstream.balance.LoadBalancer;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.util.concurrent.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The clusters of one event loop, as forwarding of opaque connections asks for them.
final class LaneUpstreams implements TcpUpstreams {

    /// Hosts that failed are avoided at most this often before one of them is tried again.
    private static final int OTHERS_MAX = 5;

    private final Worker worker;

    LaneUpstreams(Worker worker) {
        this.worker = worker;
    }

    @Override
    public Optional<Upstream> cluster(String name) {
        ClusterLane cluster = worker.cluster(name);
        return cluster == null ? Optional.empty() : Optional.of(new One(cluster, worker));
    }

    private record One(ClusterLane cluster, Worker worker, Map<Address, HostLane> picked)
            implements Upstream {

        One(ClusterLane cluster, Worker worker) {
            this(cluster, worker, new HashMap<>());
        }

        @Override
        public Cluster settings() {
            return cluster.state().cluster();
        }

        @Override
        public Pick pick(Address originalDestination, Set<Address> tried) {
            HostLane host =
                    cluster.pick(
                            LoadBalancer.NO_HASH,
                            tried.size(),
                            originalDestination.toSocketAddress());
            for (int i = 1; i < OTHERS_MAX && host != null && !tried.isEmpty(); i++) {
                if (!tried.contains(host.state().host().address())) {
                    break;
                }
                host = cluster.pick(LoadBalancer.NO_HASH, tried.size() + i, null);
            }
            if (host == null) {
                return new NoHost();
            }
            if (!cluster.state().circuit().connect()) {
                return new Overflow();
            }
            host.begin();
            picked.put(host.state().host().address(), host);
            return new To(host.state().host().address());
        }

        @Override
        public Future<Channel> connect(Bootstrap bootstrap, Address host, ChannelHandler handler) {
            HostLane lane = picked.get(host);
            if (lane == null) {
                throw new IllegalStateException("only picked hosts are connected to");
            }
            return worker.dialer()
                    .open(bootstrap, settings(), lane.state(), Dialer.Speaks.OPAQUE, handler);
        }

        @Override
        public void describe(Address host, @Nullable Channel connection, RequestRecord record) {
            HostLane lane = picked.get(host);
            if (lane == null || record.reporter == Reporter.DESTINATION) {
                return;
            }
            TlsFacts tls = connection == null ? null : Dialer.tls(connection);
            TlsFacts.PeerFacts shown = tls == null ? null : tls.peer();
            String principal = shown == null ? null : shown.principal();
            WorkloadLabels labels = lane.state().labels();
            record.peer = principal == null ? labels : labels.withPrincipal(principal);
            record.ownPrincipal = tls == null || principal == null ? null : tls.localUri();
        }

        @Override
        public void onConnect(Address host, boolean success) {
            HostLane lane = picked.get(host);
            if (!success && lane != null) {
                lane.onLocalFailure(worker.clock());
                onClose(host);
            }
        }

        @Override
        public void onClose(Address host) {
            HostLane lane = picked.remove(host);
            if (lane != null) {
                lane.end();
                cluster.state().circuit().disconnect();
            }
        }
    }
}

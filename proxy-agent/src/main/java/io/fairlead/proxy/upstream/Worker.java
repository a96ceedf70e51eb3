package io.fairlead.proxy.upstream;

import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.meter.WorkloadLabels;
import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One event loop and what it owns: its view of all clusters. Everything of a connection lives on one loop, so nothing
/// here is shared or locked.
public final class Worker {

    private final int index;
    private final EventLoop loop;
    private final Clock clock;
    private final RandomGenerator random;
    private final Dialer dialer;
    private final Neighbours neighbours = new Neighbours();
    private Map<String, ClusterLane> clusters = Map.of();

    /// @param index from zero, unique in the proxy
    public Worker(int index, EventLoop loop, Clock clock, RandomGenerator random, Dialer dialer) {
        this.index = index;
        this.loop = loop;
        this.clock = clock;
        this.random = random;
        this.dialer = dialer;
    }

    public int index() {
        return index;
    }

    public EventLoop loop() {
        return loop;
    }

    public Clock clock() {
        return clock;
    }

    public RandomGenerator random() {
        return random;
    }

    public Dialer dialer() {
        return dialer;
    }

    /// The cluster of this name, or null.
    public @Nullable ClusterLane cluster(String name) {
        return clusters.get(name);
    }

    /// The workload at an address, as far as discovery tells. Call it on the loop.
    public WorkloadLabels neighbour(String address) {
        return neighbours.of(address, clusters);
    }

    /// All clusters, for views. Call it on the loop.
    public Map<String, ClusterLane> clusters() {
        return Map.copyOf(clusters);
    }

    /// Goes on with the clusters of another snapshot. Call it on the loop.
    public void apply(Clusters next) {
        Map<String, ClusterLane> lanes = HashMap.newHashMap(next.byName().size());
        next.byName()
                .forEach((name, state) -> {
                    ClusterLane lane = clusters.get(name);
                    if (lane == null) {
                        lane = new ClusterLane(state, random);
                    } else {
                        lane.next(state);
                    }
                    lanes.put(name, lane);
                });
        clusters.forEach((name, lane) -> {
            if (!lanes.containsKey(name)) {
                lane.drain();
            }
        });
        clusters = lanes;
        neighbours.forget();
    }

    /// Closes pooled connections that were idle for too long. Call it on the loop, every second or so.
    public void sweep() {
        long now = clock.nanos();
        for (ClusterLane lane : clusters.values()) {
            lane.sweep(now);
            if (index == 0) {
                lane.state().outliers().tick(now);
            }
        }
    }
}

package io.fairlead.proxy.upstream.balance;

import io.fairlead.proxy.model.Host;
import java.util.List;

/// Hosts take turns: the one whose turn is next is served first, and its following turn is `cost / weight` later
/// (earliest deadline first). With equal weights and costs this is round robin.
final class Turns {
    private final int[] hosts;
    private final double[] weights;
    private final double[] next;

    /// @param start where the first turn is, so that proxies don't all begin with the same host
    Turns(int[] hosts, List<Host> all, long start) {
        this.hosts = hosts;
        this.weights = new double[hosts.length];
        this.next = new double[hosts.length];
        int first = (int) Long.remainderUnsigned(start, hosts.length);
        for (int i = 0; i < hosts.length; i++) {
            weights[i] = all.get(hosts[i]).weight();
            int place = Math.floorMod(i - first, hosts.length);
            next[i] = (place + 1.0) / (hosts.length * weights[i]);
        }
    }

    int take(HostStates states, boolean byLoad) {
        int best = 0;
        for (int i = 1; i < next.length; i++) {
            if (next[i] < next[best]) {
                best = i;
            }
        }
        int cost = byLoad ? states.active(hosts[best]) + 1 : 1;
        next[best] += cost / weights[best];
        return hosts[best];
    }
}

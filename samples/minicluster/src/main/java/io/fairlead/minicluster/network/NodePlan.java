package io.fairlead.minicluster.network;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/// A node's place in the network: a part of all pods' addresses, of which it has the first itself. The API server and
/// the name server are on the first node, and what one node sends to another passes it.
///
/// @param index 0 for the first
public record NodePlan(int index) {

    /// The only node of most clusters.
    public static final NodePlan FIRST = new NodePlan(0);

    /// So many nodes a cluster may have.
    public static final int NODES_MAX = 9;

    private static final int SHIFT = 12;
    private static final int PREFIX = 32 - SHIFT;
    private static final int ADDRESSES = 1 << SHIFT;

    public boolean first() {
        return index == 0;
    }

    public String name() {
        return first() ? "fairlead-node" : "fairlead-node" + (index + 1);
    }

    /// The node as a user of the API server.
    public String user() {
        return "system:node:" + name();
    }

    /// Its address on its bridge, and its pods' way out.
    public String address() {
        return Plan.podIp(number());
    }

    /// All its pods.
    public String pods() {
        return Plan.podIp(index << SHIFT) + "/" + PREFIX;
    }

    /// With the length of what its bridge reaches.
    String onBridge() {
        return address() + "/" + PREFIX;
    }

    /// The number of its own address: what was given before anything was given.
    public int number() {
        return (index << SHIFT) + 1;
    }

    /// A pod address that isn't taken, after the one given last, so that an address isn't used again at once.
    ///
    /// @param last number given last, [#number] at first
    public int nextPod(int last, Collection<Integer> taken) {
        Set<Integer> used = new HashSet<>(taken);
        used.add(number());
        int from = index << SHIFT;
        for (int i = 1; i <= ADDRESSES; i++) {
            int number = from + Math.floorMod(last - from + i, ADDRESSES);
            int lowByte = number & 255;
            if (lowByte != 0 && lowByte != 255 && !used.contains(number)) {
                return number;
            }
        }
        throw new IllegalStateException("more pods than addresses");
    }
}

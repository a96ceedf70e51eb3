package io.fairlead.minicluster.network;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/// The addresses of the cluster.
public final class Plan {

    /// The node's address on the bridge, and every pod's way out.
    public static final String NODE = "10.244.0.1";

    /// Name of the only node.
    public static final String NODE_NAME = "fairlead-node";

    /// All pods.
    public static final String PODS = "10.244.0.0/16";

    /// All Services.
    public static final String SERVICES = "10.96.0.0/12";

    /// The name server.
    public static final String DNS = "10.96.0.10";

    /// Name of the bridge.
    public static final String BRIDGE = "pods0";

    /// Link address of the bridge.
    static final String BRIDGE_MAC = "02:00:0a:f4:00:01";

    /// What was given before anything was given.
    public static final int BEFORE_FIRST = 1;

    private static final int LAST = 254 * 256;

    private Plan() {}

    /// A pod address that isn't taken, after the one given last, so that an address isn't used again at once.
    ///
    /// @param last number given last, [#BEFORE_FIRST] at first
    public static int nextPod(int last, Collection<Integer> taken) {
        Set<Integer> used = new HashSet<>(taken);
        for (int i = 1; i <= LAST; i++) {
            int number = 2 + Math.floorMod(last - 2 + i, LAST);
            int lowByte = number & 255;
            if (lowByte != 0 && lowByte != 255 && !used.contains(number)) {
                return number;
            }
        }
        throw new IllegalStateException("more pods than addresses");
    }

    /// The address of a pod number.
    public static String podIp(int number) {
        return "10.244.%d.%d".formatted(number >>> 8 & 255, number & 255);
    }
}

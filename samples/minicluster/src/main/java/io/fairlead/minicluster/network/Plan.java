package io.fairlead.minicluster.network;

/// The addresses of the cluster.
public final class Plan {

    /// The first node's address.
    public static final String NODE = "10.244.0.1";

    /// All Services.
    public static final String SERVICES = "10.96.0.0/12";

    /// The name server.
    public static final String DNS = "10.96.0.10";

    /// Name of the bridge.
    public static final String BRIDGE = "pods0";

    /// Link address of the bridge.
    static final String BRIDGE_MAC = "02:00:0a:f4:00:01";

    /// Where kubelets listen on their nodes.
    public static final int KUBELET_PORT = 10_250;

    private Plan() {}

    /// The address of a pod number.
    public static String podIp(int number) {
        return "10.244.%d.%d".formatted(number >>> 8 & 255, number & 255);
    }
}

package io.fairlead.translate.input;

/// Istio's names of clusters.
public final class ClusterNames {
    public static final String BLACK_HOLE = "BlackHoleCluster";
    public static final String PASSTHROUGH = "PassthroughCluster";
    public static final String INBOUND_PASSTHROUGH = "InboundPassthroughCluster";

    /// The daemon itself, in the bootstrap of every proxy under an agent of ours.
    public static final String DAEMON = "xds-grpc";

    private ClusterNames() {}

    /// `outbound|80|v1|reviews.default.svc.cluster.local`; the subset is empty for all of the host.
    public static String outbound(int port, String subset, String host) {
        return "outbound|" + port + "|" + subset + "|" + host;
    }

    /// `outbound_.80_.v1_.reviews.default.svc.cluster.local`: an outbound cluster as the name of a server.
    public static String sni(int port, String subset, String host) {
        return "outbound_." + port + "_." + subset + "_." + host;
    }

    /// `inbound|8080||`, by the port of the pod.
    public static String inbound(int port) {
        return "inbound|" + port + "||";
    }
}

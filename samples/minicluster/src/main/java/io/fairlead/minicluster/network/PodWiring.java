package io.fairlead.minicluster.network;

import java.util.List;

/// The commands and files that give a pod its place in the network.
public final class PodWiring {

    private PodWiring() {}

    /// Commands for `ip -batch` on the node: a cable from the pod to the bridge.
    ///
    /// @param holder pid of the process that holds the pod's namespaces
    public static String cable(int number, long holder) {
        return """
        link add veth%1$d type veth peer name eth0 netns %2$d
        link set veth%1$d master %3$s up
        """
                .formatted(number, holder, Plan.BRIDGE);
    }

    /// Commands for `ip -batch` inside the pod. The address has no subnet, so that every packet passes the node, where
    /// connection tracking undoes the translation of Service addresses.
    ///
    /// @param node its node's address
    public static String inside(String ip, String node) {
        return """
        link set lo up
        addr add %1$s/32 dev eth0
        link set eth0 up
        route add %2$s dev eth0 scope link
        route add default via %2$s dev eth0 onlink src %1$s
        """
                .formatted(ip, node);
    }

    /// The pod's `/etc/resolv.conf`, as a kubelet writes it.
    public static String resolvConf(String namespace) {
        return """
        nameserver %s
        search %s.svc.cluster.local svc.cluster.local cluster.local
        options ndots:5
        """
                .formatted(Plan.DNS, namespace);
    }

    /// The pod's `/etc/hosts`.
    public static String hosts(String ip, String hostname) {
        return """
        127.0.0.1 localhost
        ::1 localhost ip6-localhost ip6-loopback
        %s %s
        """
                .formatted(ip, hostname);
    }

    /// The pod's `/etc/nsswitch.conf`: names are asked of the cluster's name server only, never of a resolver of the
    /// host that listens on a Unix socket.
    public static String nsswitch() {
        return """
        passwd: files
        group: files
        hosts: files dns
        """;
    }

    /// Commands for `ip -batch` that make the node. The bridge has an address of its own: without one it takes the
    /// lowest of its cables', which changes as pods come and go, and what pods send to the old one is lost for seconds.
    public static String node(NodePlan node) {
        String bridge =
                """
                link set lo up
                link add %1$s address %4$s type bridge
                addr add %5$s dev %1$s
                link set %1$s up
                route add %3$s dev %1$s src %2$s
                """
                        .formatted(
                                Plan.BRIDGE,
                                node.address(),
                                Plan.SERVICES,
                                Plan.BRIDGE_MAC,
                                node.onBridge());
        return bridge
                + (node.first()
                        ? "addr add %s/32 dev lo\n".formatted(Plan.DNS)
                        : """
                        link set eth0 up
                        route add default via %1$s dev eth0 onlink src %3$s
                        route add %2$s via %1$s dev eth0 onlink src %3$s
                        """
                                .formatted(Plan.NODE, Plan.DNS, node.address()));
    }

    /// Commands for `ip -batch` on the first node: a cable to another, and the way to its pods.
    ///
    /// @param holder pid of the process that holds the other's network
    public static String link(NodePlan node, long holder) {
        return """
        link add node%1$d type veth peer name eth0 netns %2$d
        link set node%1$d up
        route add %3$s via %4$s dev node%1$d onlink src %5$s
        """
                .formatted(node.index(), holder, node.pods(), node.address(), Plan.NODE);
    }

    /// Kernel settings of the node, as file below `/proc/sys` and value.
    public static List<String> settings() {
        return List.of(
                "net/ipv4/ip_forward=1",
                "net/ipv4/conf/all/send_redirects=0",
                "net/ipv4/conf/default/send_redirects=0",
                // Where this is on, packets are translated on the bridge and never pass
                // POSTROUTING, so that a pod couldn't reach itself by its Service.
                "net/bridge/bridge-nf-call-iptables=0",
                // A connection that a pod reset is remembered with the pod that it led to, and
                // whoever dials from the same port meanwhile is led there too: for ten seconds by
                // default, which is longer than a pod that left its Service lives.
                "net/netfilter/nf_conntrack_tcp_timeout_close=1");
    }
}

package io.fairlead.minicluster.network;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32;

/// The node's packet rules: a Service address leads to one of its ready pods, each as likely as the others.
///
/// As kube-proxy's iptables mode does it: one chain a Service port, random choice by the statistic match, refusal for a
/// Service without endpoints, and masquerade only where a pod reaches itself.
public final class ServiceRules {

    // What is still addressed to a Service after translation has no ready pod: refused at once
    // instead of timing out. The name server is no Service here, and on the first node.
    private static final String REFUSALS =
            """
            *filter
            :INPUT ACCEPT
            :FORWARD ACCEPT
            :OUTPUT ACCEPT
            -A FORWARD -d %2$s -j ACCEPT
            -A OUTPUT -d %2$s -j ACCEPT
            -A FORWARD -d %1$s -p tcp -j REJECT --reject-with tcp-reset
            -A FORWARD -d %1$s -j REJECT --reject-with icmp-port-unreachable
            -A OUTPUT -d %1$s ! -o lo -p tcp -j REJECT --reject-with tcp-reset
            COMMIT
            """
                    .formatted(Plan.SERVICES, Plan.DNS);

    private ServiceRules() {}

    /// A port of a Service and where it leads.
    ///
    /// @param label what the rule is for, as people know it
    /// @param protocol TCP or UDP
    /// @param nodePort 0 for none
    /// @param targets `address:port` of each ready pod
    public record Forward(
            String label,
            String protocol,
            String clusterIp,
            int port,
            int nodePort,
            List<String> targets) {
        public Forward {
            targets = List.copyOf(targets);
        }
    }

    /// Input for `iptables-restore`: the whole nat and filter tables.
    public static String render(NodePlan node, Collection<Forward> forwards) {
        List<Forward> sorted =
                forwards.stream()
                        .sorted(
                                Comparator.comparing(Forward::label)
                                        .thenComparingInt(Forward::port)
                                        .thenComparing(Forward::protocol))
                        .toList();
        StringBuilder nat = new StringBuilder("*nat\n");
        nat.append(":PREROUTING ACCEPT\n:INPUT ACCEPT\n:OUTPUT ACCEPT\n:POSTROUTING ACCEPT\n");
        nat.append(":SERVICES -\n:NODEPORTS -\n");
        sorted.forEach(forward -> nat.append(":%s -\n".formatted(chain(forward))));
        for (String hook : List.of("PREROUTING", "OUTPUT")) {
            nat.append("-A %s -j SERVICES\n".formatted(hook));
            nat.append("-A %s -d %s/32 -j NODEPORTS\n".formatted(hook, node.address()));
        }
        // What came to a port of this node and goes on to another one must come back by this one.
        nat.append(
                "-A POSTROUTING -m conntrack --ctstate DNAT --ctorigdst %1$s ! -o %2$s -j SNAT --to-source %1$s\n"
                        .formatted(node.address(), Plan.BRIDGE));
        sorted.stream()
                .filter(forward -> !forward.targets().isEmpty())
                .forEach(forward -> nat.append(lead(forward)));
        return nat.append("COMMIT\n").append(REFUSALS).toString();
    }

    private static String lead(Forward forward) {
        StringBuilder rules = new StringBuilder();
        String chain = chain(forward);
        String protocol = protocol(forward);
        rules.append(
                "-A SERVICES -d %s/32 -p %s --dport %d -j %s\n"
                        .formatted(forward.clusterIp(), protocol, forward.port(), chain));
        if (forward.nodePort() != 0) {
            rules.append(
                    "-A NODEPORTS -p %s --dport %d -j %s\n"
                            .formatted(protocol, forward.nodePort(), chain));
        }
        int left = forward.targets().size();
        for (String target : forward.targets()) {
            // The n-th of m targets takes 1/(m-n) of what the ones before it left over.
            String chance =
                    left == 1
                            ? ""
                            : "-m statistic --mode random --probability %.10f "
                                    .formatted(1.0 / left);
            rules.append(
                    "-A %s -p %s %s-j DNAT --to-destination %s\n"
                            .formatted(chain, protocol, chance, target));
            // A pod that reaches itself must see another sender than itself, or the answer never
            // leaves it.
            String ip = target.substring(0, target.lastIndexOf(':'));
            rules.append(
                    "-A POSTROUTING -s %s/32 -d %s/32 -p %s -m conntrack --ctstate DNAT -j MASQUERADE\n"
                            .formatted(ip, ip, protocol));
            left--;
        }
        return rules.toString();
    }

    private static String protocol(Forward forward) {
        return forward.protocol().equals("UDP") ? "udp" : "tcp";
    }

    private static String chain(Forward forward) {
        CRC32 sum = new CRC32();
        String key = forward.label() + "|" + forward.port() + "|" + forward.protocol();
        sum.update(key.getBytes(StandardCharsets.UTF_8));
        return "SVC-%08X-%d".formatted(sum.getValue(), forward.port());
    }
}

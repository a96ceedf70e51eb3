package io.fairlead.minicluster.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The node's side of the network: bridge, addresses, kernel settings, packet rules. Runs inside the cluster's
/// network namespace.
public final class Node {

    private final Path lock;
    private String rules = "";

    private Node(Path lock) {
        this.lock = lock;
    }

    /// Makes the node.
    ///
    /// @param scratch where the lock file of iptables goes
    public static Node make(Path scratch) throws IOException {
        Tool.run(List.of("ip", "-batch", "-"), PodWiring.node(), Map.of());
        Node node = new Node(scratch.resolve("xtables.lock"));
        // The rules come first: with them the kernel begins to track connections, and has the
        // settings for it.
        node.publish(List.of());
        for (String setting : PodWiring.settings()) {
            int equals = setting.indexOf('=');
            Path file = Path.of("/proc/sys", setting.substring(0, equals));
            if (Files.isWritable(file)) {
                Files.writeString(file, setting.substring(equals + 1));
            }
        }
        return node;
    }

    /// From now on Service addresses lead where these say. Replaces the tables whole; connections that exist go on.
    public void publish(List<ServiceRules.Forward> forwards) throws IOException {
        String next = ServiceRules.render(forwards);
        if (!next.equals(rules)) {
            Tool.run(
                    List.of("iptables-restore"), next, Map.of("XTABLES_LOCKFILE", lock.toString()));
            rules = next;
        }
    }
}

package io.fairlead.minicluster.network;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A node's side of the network: bridge, addresses, kernel settings, packet rules. The first is in the cluster's own
/// network namespace, each other in one that a process of it holds, with a cable to the first.
public final class Node {

    /// The cluster's own first process.
    private static final long INIT = 1;

    private static final String SETTINGS =
            "for s; do f=/proc/sys/${s%%=*}; if [ -w $f ]; then echo ${s#*=} > $f; fi; done";

    private final NodePlan plan;
    private final @Nullable Process own;
    private final Path lock;
    private String rules = "";

    private Node(NodePlan plan, @Nullable Process own, Path lock) {
        this.plan = plan;
        this.own = own;
        this.lock = lock;
    }

    /// Makes the node; the first one before the others.
    ///
    /// @param scratch where the lock file of iptables goes
    public static Node make(NodePlan plan, Path scratch) throws IOException {
        Node node = new Node(plan, plan.first() ? null : hold(), scratch.resolve("xtables.lock"));
        if (!plan.first()) {
            Tool.run(List.of("ip", "-batch", "-"), PodWiring.link(plan, node.holder()), Map.of());
        }
        node.run(List.of("ip", "-batch", "-"), PodWiring.node(plan));
        // The rules come first: with them the kernel begins to track connections, and has the
        // settings for it.
        node.publish(List.of());
        List<String> settings = new ArrayList<>(List.of("sh", "-c", SETTINGS, "sh"));
        settings.addAll(PodWiring.settings());
        node.run(settings, "");
        return node;
    }

    private static Process hold() throws IOException {
        Process holder =
                new ProcessBuilder(
                                "unshare", "--net", "sh", "-c", "echo ready; exec sleep infinity")
                        .redirectErrorStream(true)
                        .start();
        String said = holder.inputReader().readLine();
        if (!"ready".equals(said)) {
            holder.destroyForcibly();
            throw new IOException("the network of a node can't be made: " + said);
        }
        return holder;
    }

    public NodePlan plan() {
        return plan;
    }

    /// A process in its network.
    public long holder() {
        return own == null ? INIT : own.pid();
    }

    /// From now on Service addresses lead where these say. Replaces the tables whole; connections that exist go on.
    public void publish(List<ServiceRules.Forward> forwards) throws IOException {
        String next = ServiceRules.render(plan, forwards);
        if (!next.equals(rules)) {
            run(List.of("iptables-restore"), next);
            rules = next;
        }
    }

    private void run(List<String> command, String input) throws IOException {
        List<String> words = new ArrayList<>();
        if (own != null) {
            words.addAll(List.of("nsenter", "-t", Long.toString(own.pid()), "-n"));
        }
        words.addAll(command);
        Tool.run(words, input, Map.of("XTABLES_LOCKFILE", lock.toString()));
    }
}

package io.fairlead.minicluster.kubelet;

import io.fairlead.minicluster.network.PodWiring;
import io.fairlead.minicluster.schema.ObjectName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The network and mount namespaces of a pod, and the process that holds them open while containers come and go. A pod
/// in its node's network has a namespace of names (UTS) instead, by which its processes are known as well.
final class Sandbox implements AutoCloseable {

    private static final long SETUP_SECONDS_MAX = 20;

    // One shell does it all, since a process costs more than anything that these commands do.
    private static final String SETUP =
            """
            set -e
            dir=$1
            if [ -e "$dir/cable" ]; then
              sed "s/@HOLDER@/$$/" "$dir/cable" | nsenter -t "$2" -n ip -batch -
              ip -batch "$dir/inside"
            fi
            # As container runtimes do: an application needs no rights to listen on port 80.
            echo 0 > /proc/sys/net/ipv4/ip_unprivileged_port_start
            for f in resolv.conf hosts nsswitch.conf; do
              if [ -e /etc/$f ]; then mount --bind "$dir/$f" /etc/$f; fi
            done
            if [ -d /run/nscd ]; then mount -t tmpfs tmpfs /run/nscd; fi
            echo ready
            exec sleep infinity
            """;

    private final Process holder;
    private final String own;
    private final String mark;
    private final Path dir;

    /// @param own kind of namespace that only this pod's processes are in
    private Sandbox(Process holder, String own, Path dir) {
        this.holder = holder;
        this.own = own;
        this.mark = namespace(holder.pid(), own);
        this.dir = dir;
    }

    /// Makes the namespaces of a pod and wires them.
    ///
    /// @throws IOException with what the tools said, when they failed
    /// @param network pid of a process in the node's network
    static Sandbox create(PodRequest pod, Places places, long network) throws IOException {
        ObjectName name = pod.meta().name();
        Path dir = places.of(name);
        Files.createDirectories(dir);
        String own = pod.spec().hostNetwork() ? "uts" : "net";
        if (own.equals("net")) {
            Files.writeString(
                    dir.resolve("cable"),
                    PodWiring.cable(pod.number(), 0).replace("netns 0", "netns @HOLDER@"));
            Files.writeString(
                    dir.resolve("inside"), PodWiring.inside(pod.ip(), pod.node().address()));
        }
        Files.writeString(dir.resolve("resolv.conf"), PodWiring.resolvConf(name.namespace()));
        Files.writeString(dir.resolve("hosts"), PodWiring.hosts(pod.ip(), name.name()));
        Files.writeString(dir.resolve("nsswitch.conf"), PodWiring.nsswitch());
        Process holder = start(dir, own, Long.toString(network));
        String said = awaitReady(holder);
        if (!said.isEmpty()) {
            holder.destroyForcibly();
            throw new IOException("namespaces of pod " + name + ": " + said);
        }
        return new Sandbox(holder, own, dir);
    }

    /// Process that holds the namespaces.
    long holder() {
        return holder.pid();
    }

    /// Directory of the pod's files.
    Path dir() {
        return dir;
    }

    /// Ends every process in the pod's namespaces, and with them the namespaces.
    @Override
    public void close() {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            all.filter(process -> process.pid() != holder.pid() && !mark.isEmpty())
                    .filter(process -> namespace(process.pid(), own).equals(mark))
                    .forEach(ProcessHandle::destroyForcibly);
        }
        holder.destroyForcibly();
        deleteAll(dir);
    }

    private static Process start(Path dir, String own, String network) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        "setsid",
                        "nsenter",
                        "-t",
                        network,
                        "-n",
                        "unshare",
                        "--" + own,
                        "--mount",
                        "sh",
                        "-c",
                        SETUP,
                        "sh",
                        dir.toString(),
                        network);
        builder.redirectErrorStream(true);
        Map<String, String> env = builder.environment();
        env.put("XTABLES_LOCKFILE", dir.resolve("xtables.lock").toString());
        return builder.start();
    }

    /// Empty when the setup went well, else what it said.
    private static String awaitReady(Process holder) throws IOException {
        Thread watchdog =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                if (!holder.waitFor(SETUP_SECONDS_MAX, TimeUnit.SECONDS)) {
                                    holder.destroyForcibly();
                                }
                            } catch (InterruptedException _) {
                                // The setup is through.
                            }
                        });
        StringBuilder said = new StringBuilder();
        // Not closed: the holder keeps the other end for as long as the pod lives.
        BufferedReader reader = holder.inputReader();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.equals("ready")) {
                watchdog.interrupt();
                return "";
            }
            said.append(line).append(' ');
        }
        watchdog.interrupt();
        return said.isEmpty() ? "setup ended without a word" : said.toString().strip();
    }

    private static String namespace(long pid, String kind) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "ns", kind))
                    .toString();
        } catch (IOException gone) {
            return "";
        }
    }

    private static void deleteAll(Path dir) {
        try (Stream<Path> files = Files.walk(dir)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> {
                        try {
                            Files.deleteIfExists(file);
                        } catch (IOException busy) {
                            throw new UncheckedIOException(busy);
                        }
                    });
        } catch (IOException | UncheckedIOException _) {
            // The scratch area goes with the cluster; a file that stays until then does no harm.
        }
    }
}

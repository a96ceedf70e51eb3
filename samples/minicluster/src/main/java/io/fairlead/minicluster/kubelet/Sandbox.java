package io.fairlead.minicluster.kubelet;

import io.fairlead.minicluster.network.Plan;
import io.fairlead.minicluster.network.PodWiring;
import io.fairlead.minicluster.schema.ObjectName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The network and mount namespaces of a pod, and the process that holds them open while containers come and go.
final class Sandbox implements AutoCloseable {

    private static final long SETUP_SECONDS_MAX = 20;

    // One shell does it all, since a process costs more than anything that these commands do.
    private static final String SETUP =
            """
            set -e
            dir=$1
            sed "s/@HOLDER@/$$/" "$dir/cable" | nsenter -t 1 -n ip -batch -
            ip -batch "$dir/inside"
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
    private final String netns;
    private final Path dir;

    private Sandbox(Process holder, String netns, Path dir) {
        this.holder = holder;
        this.netns = netns;
        this.dir = dir;
    }

    /// Makes the namespaces of a pod and wires them.
    ///
    /// @throws IOException with what the tools said, when they failed
    static Sandbox create(PodRequest pod, Places places) throws IOException {
        ObjectName name = pod.meta().name();
        Path dir = places.of(name);
        Files.createDirectories(dir);
        String ip = Plan.podIp(pod.number());
        Files.writeString(
                dir.resolve("cable"),
                PodWiring.cable(pod.number(), 0).replace("netns 0", "netns @HOLDER@"));
        Files.writeString(dir.resolve("inside"), PodWiring.inside(ip));
        Files.writeString(dir.resolve("resolv.conf"), PodWiring.resolvConf(name.namespace()));
        Files.writeString(dir.resolve("hosts"), PodWiring.hosts(ip, name.name()));
        Files.writeString(dir.resolve("nsswitch.conf"), PodWiring.nsswitch());
        Process holder = start(dir);
        String said = awaitReady(holder);
        if (!said.isEmpty()) {
            holder.destroyForcibly();
            throw new IOException("namespaces of pod " + name + ": " + said);
        }
        return new Sandbox(holder, netns(holder.pid()).orElse(""), dir);
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
            all.filter(process -> process.pid() != holder.pid() && !netns.isEmpty())
                    .filter(process -> netns(process.pid()).orElse("").equals(netns))
                    .forEach(ProcessHandle::destroyForcibly);
        }
        holder.destroyForcibly();
        deleteAll(dir);
    }

    private static Process start(Path dir) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        "setsid",
                        "unshare",
                        "--net",
                        "--mount",
                        "sh",
                        "-c",
                        SETUP,
                        "sh",
                        dir.toString());
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

    private static Optional<String> netns(long pid) {
        try {
            return Optional.of(
                    Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "ns/net"))
                            .toString());
        } catch (IOException gone) {
            return Optional.empty();
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

package io.fairlead.minicluster.demo;

import io.fairlead.minicluster.network.NodePlan;
import io.fairlead.minicluster.network.ServiceRules;
import io.fairlead.minicluster.network.Tool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Asks this machine, before anything is started, for everything that a cluster needs.
public final class Preflight {

    /// Program and the package that has it, on Debian and most others.
    private static final Map<String, String> TOOLS = new LinkedHashMap<>();

    static {
        for (String name : List.of("unshare", "nsenter", "setpriv", "setsid", "mount")) {
            TOOLS.put(name, "util-linux");
        }
        TOOLS.put("ip", "iproute2");
        TOOLS.put("iptables-restore", "iptables");
        TOOLS.put("sed", "sed");
        TOOLS.put("sleep", "coreutils");
    }

    private static final Set<PosixFilePermission> READABLE =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_EXECUTE);

    private static final int SUBUIDS_MIN = 2_000;

    // Tried in namespaces of their own, which go away with the shell. Each line: what it is, then
    // how to try it.
    private static final String TRIAL =
            """
            attempt() {
              what=$1; shift
              said=$("$@" 2>&1) || echo "$what: $said"
            }
            bridge() { ip link add fltest0 type bridge && ip link set fltest0 up; }
            cable() { ip link add fltest1 type veth peer name fltest2; }
            forward() { echo 1 > /proc/sys/net/ipv4/ip_forward; }
            restore() { printf '%s' "$1" | XTABLES_LOCKFILE=$lock iptables-restore; }
            lock=$1/lock
            attempt "a memory file system" mount -t tmpfs tmpfs "$1"
            attempt "network bridges" bridge
            attempt "virtual cables (veth)" cable
            attempt "IP forwarding" forward
            attempt "iptables nat with the statistic and conntrack matches, and REJECT" restore "$2"
            attempt "iptables REDIRECT with the owner match" restore "$3"
            attempt "users 1000 and 1337" setpriv --reuid 1337 --regid 1337 --clear-groups setpriv --version
            """;

    // As a sidecar's: its own traffic goes out, that of others comes to it.
    private static final String CAPTURE =
            """
            *nat
            :OUTPUT ACCEPT
            -A OUTPUT -p tcp -m owner --uid-owner 1337 -j RETURN
            -A OUTPUT -p tcp -j REDIRECT --to-ports 15001
            COMMIT
            """;

    private Preflight() {}

    /// Everything that is missing, each with its fix; empty when a cluster can start.
    ///
    /// @param ports host ports that must be free on 127.0.0.1
    public static List<String> missing(DemoOptions options, List<Integer> ports)
            throws IOException {
        if (!System.getProperty("os.name").equals("Linux")) {
            return List.of("the demo needs Linux. Fix: run it in a virtual machine with Linux");
        }
        boolean root = StateDir.uid() == 0;
        List<String> missing = new ArrayList<>(tools(root));
        if (!root && missing.isEmpty()) {
            missing.addAll(userRange());
        }
        if (missing.isEmpty()) {
            missing.addAll(kernel(root));
        }
        missing.addAll(ports(ports));
        missing.addAll(files(options));
        return missing;
    }

    private static List<String> tools(boolean root) {
        Map<String, String> needed = new LinkedHashMap<>(TOOLS);
        if (!root) {
            needed.put("newuidmap", "uidmap");
            needed.put("newgidmap", "uidmap");
        }
        List<String> missing = new ArrayList<>();
        needed.forEach((tool, at) -> {
            if (!onPath(tool)) {
                missing.add(
                        "program %s is missing. Fix: apt-get install %s (Debian, Ubuntu)"
                                .formatted(tool, at));
            }
        });
        return missing;
    }

    private static boolean onPath(String tool) {
        for (String dir : Sandboxing.searchPath().split(":")) {
            if (!dir.isEmpty() && Files.isExecutable(Path.of(dir, tool))) {
                return true;
            }
        }
        return false;
    }

    private static List<String> userRange() throws IOException {
        String name = System.getProperty("user.name");
        List<String> missing = new ArrayList<>();
        for (String file : List.of("/etc/subuid", "/etc/subgid")) {
            if (!grants(Path.of(file), name)) {
                missing.add(
                        ("%s gives user %s no range of ids for its containers. Fix, as root: usermod"
                                        + " --add-subuids 100000-165535"
                                        + " --add-subgids 100000-165535 %s")
                                .formatted(file, name, name));
            }
        }
        return missing;
    }

    private static boolean grants(Path file, String name) throws IOException {
        if (!Files.isReadable(file)) {
            return false;
        }
        String uid = Integer.toString(StateDir.uid());
        for (String line : Files.readAllLines(file)) {
            String[] parts = line.split(":");
            if (parts.length == 3
                    && (parts[0].equals(name) || parts[0].equals(uid))
                    && Integer.parseInt(parts[2].strip()) >= SUBUIDS_MIN) {
                return true;
            }
        }
        return false;
    }

    private static List<String> kernel(boolean root) throws IOException {
        List<String> command = new ArrayList<>(Sandboxing.unshare(root));
        String services =
                ServiceRules.render(
                        NodePlan.FIRST,
                        List.of(
                                new ServiceRules.Forward(
                                        "trial",
                                        "TCP",
                                        "10.96.0.1",
                                        80,
                                        30_000,
                                        List.of("10.244.0.2:80", "10.244.0.3:80"))));
        command.addAll(List.of("--", "sh", "-c", TRIAL, "fairlead-trial"));
        command.add(Sandboxing.scratch().toString());
        command.add(services);
        command.add(CAPTURE);
        String said;
        try {
            said = Tool.run(command, "", Map.of("PATH", Sandboxing.searchPath()));
        } catch (IOException refused) {
            return List.of(namespacesRefused(root, String.valueOf(refused.getMessage())));
        }
        return said.lines()
                .filter(line -> !line.isBlank())
                .map(line ->
                        "the kernel here refuses "
                                + line
                                + ". Fix: a kernel with it, or load its module as root (for"
                                + " example: modprobe -a bridge veth xt_REDIRECT xt_owner"
                                + " xt_statistic xt_conntrack ipt_REJECT)")
                .toList();
    }

    private static String namespacesRefused(boolean root, String said) {
        String reason = said.substring(said.lastIndexOf("exit status") + 0);
        return root
                ? "namespaces can't be made here, although this is root (%s). Fix: run it outside"
                        .concat(" of a container, or in a privileged one")
                        .formatted(reason)
                : "an ordinary user can't make namespaces here (%s). Fix, as root: sysctl -w"
                        .concat(" kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu),")
                        .concat(" sysctl -w kernel.unprivileged_userns_clone=1 (Debian),")
                        .concat(" sysctl -w user.max_user_namespaces=10000; or run it as root")
                        .formatted(reason);
    }

    private static List<String> ports(List<Integer> ports) throws IOException {
        List<String> missing = new ArrayList<>();
        byte[] loopback = {127, 0, 0, 1};
        for (int port : ports) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getByAddress(loopback), port));
            } catch (IOException taken) {
                missing.add(
                        "port %d on 127.0.0.1 can't be used (%s). Fix: end who has it (`ss -ltnp"
                                .concat(" | grep :%d`), or take another: --port %d:30080")
                                .formatted(port, taken.getMessage(), port, port + 1));
            }
        }
        return missing;
    }

    private static List<String> files(DemoOptions options) throws IOException {
        List<String> missing = new ArrayList<>();
        List<String> needed = new ArrayList<>();
        if (options.mesh()) {
            needed.add("proxy-agent/target/fairlead-proxy-agent-0.1.0.jar");
            needed.add("target/daemon/fairlead-0.1.0.jar");
        }
        for (String file : needed) {
            if (!Files.isReadable(options.home().resolve(file))) {
                missing.add(
                        "%s isn't built. Fix: mvn -DskipTests package"
                                .formatted(options.home().resolve(file)));
            }
        }
        List<Path> dirs = new ArrayList<>(options.configs());
        dirs.add(options.fleet());
        dirs.add(options.home());
        for (Path dir : dirs) {
            if (!Files.isDirectory(dir)) {
                missing.add("%s is no directory. Fix: create it".formatted(dir));
            } else if (!Files.getPosixFilePermissions(dir).containsAll(READABLE)) {
                missing.add(
                        "%s can't be read by other users, as which containers run. Fix: chmod -R o+rX %s"
                                .formatted(dir, dir));
            }
        }
        return missing;
    }
}

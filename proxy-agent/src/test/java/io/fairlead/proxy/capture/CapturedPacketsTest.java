package io.fairlead.proxy.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testing.RealParts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Where packets of a pod go, with real rules and sockets: a network namespace for the pod, one for the world outside.
class CapturedPacketsTest {

    private static final String POD = "10.9.0.2";
    private static final String WORLD = "10.9.0.1";
    private static final List<Integer> PORTS =
            List.of(8080, 9090, 15_001, 15_006, 15_020, 15_021, 15_053, 15_090);

    /// Makes the two namespaces, starts what listens in both, and asks. A line of `asks` is `rules FILE`, or who asks
    /// (a user and group, `out` for the world), the address and the port.
    private static final String SCRIPT =
            """
            dir=$1; shift
            cd "$dir" && export XTABLES_LOCKFILE="$dir/lock" || exit 1
            own=$(readlink /proc/self/ns/net)
            unshare --net sleep 100 & out=$!
            for i in $(seq 500); do
              [ "$(readlink /proc/$out/ns/net)" = "$own" ] || break
              sleep 0.02
            done
            world() { nsenter -t $out -n "$@"; }
            ip link set lo up && ip link add eth0 type veth peer name eth1 netns $out
            ip addr add 10.9.0.2/24 dev eth0 && ip link set eth0 up && ip route add default via 10.9.0.1
            world ip link set lo up && world ip addr add 10.9.0.1/24 dev eth1 && world ip link set eth1 up
            "$@" pod & first=$!
            nsenter -t $out -n "$@" world & second=$!
            for i in $(seq 1500); do [ -e pod ] && [ -e world ] && break; sleep 0.02; done
            cd /
            ask='timeout 10 bash -c "exec 3<>/dev/tcp/$0/$1; head -n 1 <&3" "$0" "$1" || echo nothing'
            while read -r who to port; do
              case $who in
                rules) for t in nat mangle raw; do iptables -t $t -F; iptables -t $t -X; done
                       iptables-restore --noflush "$dir/$to" || echo refused ;;
                out) world bash -c "$ask" $to $port ;;
                *) setpriv --reuid $who --regid $who --clear-groups bash -c "$ask" $to $port ;;
              esac </dev/null 2>/dev/null
            done < "$dir/asks"
            kill $first $second $out
            """;

    private final List<String> asks = new ArrayList<>();
    private final List<String> expected = new ArrayList<>();

    private void rules(Path dir, String flags, Map<String, String> environment) throws IOException {
        CaptureSettings settings =
                CaptureFlags.parse(List.of(("-u 1337 " + flags).split(" ", -1)), environment);
        String file = asks.size() + ".rules";
        Files.writeString(dir.resolve(file), CaptureRules.of(settings).ipv4());
        asks.add("rules " + file);
    }

    private void ask(String who, String to, int port, String answer) {
        asks.add(who + " " + to + " " + port);
        expected.add(answer);
    }

    @Test
    @Timeout(120)
    void packetsGoWhereTheRulesLead(@TempDir Path dir) throws Exception {
        RealParts.root("network namespaces with iptables rules");
        Path unshare = RealParts.program("unshare", "apt-get install util-linux");
        RealParts.program("iptables-restore", "apt-get install iptables");
        RealParts.program("setpriv", "apt-get install util-linux");
        RealParts.program("bash", "apt-get install bash");

        rules(dir, "-i * -b * -d 15090,15021,15020 --redirect-dns", Map.of());
        ask("out", POD, 8080, "pod 15006");
        ask("out", POD, 15_021, "pod 15021");
        ask("out", POD, 15_090, "pod 15090");
        ask("0", WORLD, 8080, "pod 15001");
        ask("1337", WORLD, 8080, "world 8080");
        ask("0", "127.0.0.1", 8080, "pod 8080");
        ask("0", POD, 8080, "pod 8080");
        ask("1337", POD, 8080, "pod 15006");
        ask("0", WORLD, 53, "pod 15053");

        rules(dir, "-i 10.0.0.0/8 -x 10.9.0.1/32 -b 8080", Map.of());
        ask("out", POD, 8080, "pod 15006");
        ask("out", POD, 9090, "pod 9090");
        ask("0", WORLD, 8080, "world 8080");

        rules(dir, "-i 10.9.0.0/24 -o 9090 -b *", Map.of());
        ask("0", WORLD, 8080, "pod 15001");
        ask("0", WORLD, 9090, "world 9090");

        rules(dir, "-i 192.0.2.0/24 -q 9090", Map.of());
        ask("out", POD, 8080, "pod 8080");
        ask("0", WORLD, 8080, "world 8080");
        ask("0", WORLD, 9090, "pod 15001");

        rules(dir, "-i *", Map.of("ISTIO_OUTBOUND_OWNER_GROUPS", "4242"));
        ask("0", WORLD, 8080, "world 8080");
        ask("4242", WORLD, 8080, "pod 15001");

        rules(dir, "-i * -b * -c eth0", Map.of());
        ask("out", POD, 8080, "pod 8080");
        ask("0", WORLD, 8080, "world 8080");

        Files.write(dir.resolve("asks"), asks);
        assertThat(run(unshare, dir)).isEqualTo(expected);
    }

    private static List<String> run(Path unshare, Path dir) throws Exception {
        List<String> command =
                List.of(
                        unshare.toString(),
                        "--net",
                        "bash",
                        "-c",
                        SCRIPT,
                        "bash",
                        dir.toString(),
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-cp",
                        Path.of(
                                        CapturedPacketsTest.class
                                                .getProtectionDomain()
                                                .getCodeSource()
                                                .getLocation()
                                                .toURI())
                                .toString(),
                        Listen.class.getName());
        Path said = dir.resolve("said");
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(said.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        boolean ended = process.waitFor(100, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(ended).as("it ended; it said %s", Files.readAllLines(said)).isTrue();
        return Files.readAllLines(said);
    }

    /// Listens on all ports and says to whoever comes where he has come to. Makes a file of its name when it listens.
    static final class Listen {

        private Listen() {}

        public static void main(String[] arguments) throws Exception {
            String name = arguments[0];
            for (int port : PORTS) {
                ServerSocket server = new ServerSocket();
                server.setReuseAddress(true);
                server.bind(new InetSocketAddress(port));
                Thread.ofPlatform().start(() -> answer(server, name));
            }
            Files.createFile(Path.of(name));
        }

        private static void answer(ServerSocket server, String name) {
            while (true) {
                try (Socket socket = server.accept()) {
                    socket.getOutputStream()
                            .write(
                                    (name + " " + server.getLocalPort() + "\n")
                                            .getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }
}

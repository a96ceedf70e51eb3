package io.fairlead.minicluster.install;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testing.RealParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// The Containerfile, really built by a builder without a daemon, from a base of Debian's packages instead of images of
/// a registry; then the daemon, an agent and the packet rules run in what was built.
class ImagesIT {
    private static final Path TOP = Path.of("../..").toAbsolutePath().normalize();
    private static final Path HOME = Path.of(System.getProperty("user.home"));
    private static final Path JDK = Path.of(System.getProperty("java.home"));
    private static final long MEGA = 1_000_000;

    /// What an image may weigh, in megabytes, before it is packed.
    private static final Map<String, Long> WEIGHT_MAX =
            Map.of("pilot", 320L, "proxyv2", 240L, "init", 12L);

    private static final Set<String> UNWANTED =
            Set.of("sh", "bash", "dash", "busybox", "java", "jcmd", "apt-get", "dpkg", "cp", "ls");

    /// Runs all three in a network of their own, so that they have the ports that they have in a pod, and says what it
    /// found: `name value`.
    private static final String SCRIPT =
            """
            dir=$1
            run() { timeout 90 buildah --root "$dir/storage" --runroot "$dir/run" --storage-driver vfs \\
              run --isolation chroot "$@"; }
            ip link set lo up
            run proxyv2 -- pilot-agent istio-iptables -i '*' -b '*' -d 15090,15021,15020 --dry-run >"$dir/rules/iptables"
            for i in 1 2; do
              run --cap-add CAP_NET_ADMIN --cap-add CAP_NET_RAW -v "$dir/rules:/etc/istio/capture:ro" init -- \\
                iptables-restore --noflush /etc/istio/capture/iptables && echo "rules set"
            done
            run --cap-add CAP_NET_ADMIN --cap-add CAP_NET_RAW init -- iptables-save |
              grep -q 'ISTIO_IN_REDIRECT .*--to-ports 15006' && echo "rules shown"
            touch "$dir/stamp"
            run -v "$dir/config:/config:ro" -v "$dir/state:/var/run/fairlead" pilot -- \\
              pilot-discovery daemon --config=/config --no-console >"$dir/daemon.log" 2>&1 &
            run --env POD_NAME=web-1 --env POD_NAMESPACE=default --env INSTANCE_IP=127.0.0.1 --env "PROXY_CONFIG=$2" \\
              proxyv2 -- pilot-agent proxy sidecar >"$dir/agent.log" 2>&1 &
            answers() { for i in $(seq 600); do curl -sf "$1" >/dev/null && echo "$2" && return; sleep 0.1; done; }
            answers http://127.0.0.1:8080/ready "daemon ready"
            answers http://127.0.0.1:15021/healthz/ready "agent ready"
            run proxyv2 -- pilot-agent wait --timeoutSeconds 10 && echo "agent waited"
            run proxyv2 -- pilot-agent request GET server_info | grep -q version && echo "agent asked"
            here=$(readlink /proc/self/ns/net)
            for proc in /proc/[0-9]*; do
              [ "$(readlink $proc/ns/net)" = "$here" ] || continue
              case $(readlink $proc/exe) in
                */bin/pilot-discovery) name=pilot ;;
                */bin/pilot-agent) name=proxyv2 ;;
                *) continue ;;
              esac
              pids="$pids ${proc#/proc/}"
              echo "user $name $(sed -n 's/^Uid:\\t\\([0-9]*\\).*/\\1/p' $proc/status)"
              grep -o '[^ ]*/libnetty_[a-z]*' $proc/maps | sort -u | sed "s|^.*/|native $name |"
            done
            kill $pids
            wait
            # But for what the builder itself writes.
            find "$3" "$4" -newer "$dir/stamp" -not -type d -not -path '*/run/*' \\
              -not -name hosts -not -name hostname -not -name resolv.conf | sed 's|^|written |'
            """;

    private static final String PROXY_CONFIG =
            """
            {"discoveryAddress": "127.0.0.1:15010", "controlPlaneAuthPolicy": "NONE", "concurrency": 1}\
            """;

    /// Removed by the test: it holds roots of systems, with links to everywhere.
    @TempDir(cleanup = CleanupMode.NEVER)
    private Path dir = Path.of("");

    @AfterEach
    void remove() throws Exception {
        Process process = new ProcessBuilder("rm", "-rf", dir.toString()).inheritIO().start();
        assertThat(process.waitFor()).isZero();
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void imagesAreBuiltAndRun() throws Exception {
        RealParts.root("a builder in a network of its own");
        RealParts.program("buildah", "apt-get install buildah");
        RealParts.program("debootstrap", "apt-get install debootstrap");
        RealParts.program("curl", "apt-get install curl");
        Path maven =
                RealParts.program("mvn", "apt-get install maven")
                        .toRealPath()
                        .resolve("../..")
                        .normalize();
        base(maven);
        for (String image : List.of("init", "proxyv2", "pilot")) {
            build(image, maven);
        }
        Map<String, Path> roots = new HashMap<>();
        for (String image : WEIGHT_MAX.keySet()) {
            Path root = Path.of(said("mount", image).strip());
            roots.put(image, root);
            looksLikeAnImage(image, root);
        }
        assertThat(user("pilot")).isEqualTo("1337:1337");
        assertThat(user("proxyv2")).isEqualTo("1337:1337");

        runs(roots);
    }

    private void runs(Map<String, Path> roots) throws Exception {
        for (String name : List.of("rules", "config", "state")) {
            Files.createDirectory(dir.resolve(name));
        }
        Files.writeString(
                dir.resolve("config/default.yaml"),
                "apiVersion: v1\nkind: Namespace\nmetadata: {name: default}\n");
        List<String> found =
                output(
                        List.of(
                                "unshare",
                                "--net",
                                "bash",
                                "-c",
                                SCRIPT,
                                "bash",
                                dir.toString(),
                                PROXY_CONFIG,
                                Objects.requireNonNull(roots.get("pilot")).toString(),
                                Objects.requireNonNull(roots.get("proxyv2")).toString()));
        assertThat(found)
                .as("with the logs %s", dir)
                .containsOnlyOnce("daemon ready", "agent ready", "agent waited", "agent asked")
                .contains("rules set", "rules shown")
                .contains("user pilot 1337", "user proxyv2 1337")
                .contains("native proxyv2 libnetty_tcnative", "native pilot libnetty_transport")
                .doesNotContain("user pilot 0", "user proxyv2 0")
                .noneMatch(line -> line.startsWith("written "));
    }

    /// A small Debian with the packages that the first stage would install. The JDK and Maven of this machine are
    /// shown to it.
    private void base(Path maven) throws Exception {
        Path root = dir.resolve("base");
        output(
                List.of(
                        "debootstrap",
                        "--variant=minbase",
                        "--include=iptables,iproute2",
                        "bookworm",
                        root.toString()));
        said("from", "--name", "base", "scratch");
        said("copy", "--quiet", "base", root.toString(), "/");
        said("config", "--env", "JAVA_HOME=" + JDK, "base");
        said(
                "config",
                "--env",
                "PATH=%s/bin:%s/bin:/usr/sbin:/usr/bin:/sbin:/bin".formatted(JDK, maven),
                "base");
        said("commit", "--quiet", "base", "localhost/base");
    }

    private void build(String image, Path maven) throws Exception {
        List<String> words = new ArrayList<>(List.of("bud", "--isolation", "chroot", "--layers"));
        words.addAll(List.of("--target", image, "--tag", "localhost/fairlead/" + image));
        for (String arg : List.of("SYSTEM_IMAGE", "BUILD_IMAGE")) {
            words.addAll(List.of("--build-arg", arg + "=localhost/base"));
        }
        words.addAll(List.of("--build-arg", "MAVEN_FLAGS=-o"));
        for (Path shown :
                List.of(
                        JDK,
                        maven,
                        Path.of("/usr/share/java"),
                        Path.of("/etc/maven"),
                        Path.of("/etc/ssl"))) {
            if (Files.exists(shown)) {
                words.addAll(List.of("--volume", shown + ":" + shown + ":ro"));
            }
        }
        words.addAll(List.of("--volume", HOME.resolve(".m2") + ":/root/.m2", TOP.toString()));
        said(words.toArray(String[]::new));
        said("from", "--name", image, "localhost/fairlead/" + image);
    }

    private String user(String image) throws Exception {
        return said("inspect", "--format", "{{.OCIv1.Config.User}}", image).strip();
    }

    private static void looksLikeAnImage(String image, Path root) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(root)) {
            files =
                    all.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
                            .toList();
        }
        assertThat(files)
                .as(image)
                .noneMatch(file -> UNWANTED.contains(String.valueOf(file.getFileName())));
        long bytes = 0;
        for (Path file : files) {
            if (!Files.isSymbolicLink(file)) {
                bytes += Files.size(file);
                int mode = (int) Files.getAttribute(file, "unix:mode");
                assertThat(mode & 06000).as("%s has the right of another user", file).isZero();
            }
        }
        System.out.printf("image %s: %d MB, %d files%n", image, bytes / MEGA, files.size());
        assertThat(bytes / MEGA)
                .as(image)
                .isBetween(1L, Objects.requireNonNull(WEIGHT_MAX.get(image)));
    }

    private String said(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("buildah"));
        command.addAll(List.of("--root", dir.resolve("storage").toString()));
        command.addAll(List.of("--runroot", dir.resolve("run").toString()));
        command.addAll(List.of("--storage-driver", "vfs"));
        command.addAll(List.of(words));
        return String.join("\n", output(command));
    }

    private List<String> output(List<String> command) throws Exception {
        Path log = dir.resolve("log");
        Process process =
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
        process.getOutputStream().close();
        List<String> lines;
        try (var reader = process.inputReader()) {
            lines = reader.lines().toList();
        }
        assertThat(process.waitFor()).as("%s; %s; %s", command, lines, tail(log)).isZero();
        return lines;
    }

    private static List<String> tail(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return lines.subList(Math.max(0, lines.size() - 20), lines.size());
    }
}

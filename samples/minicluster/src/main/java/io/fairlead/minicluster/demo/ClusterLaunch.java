package io.fairlead.minicluster.demo;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.storage.WholeFile;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Starts the cluster's own program in its namespaces.
final class ClusterLaunch {

    private static final String MAIN = "io.fairlead.minicluster.bootstrap.Main";
    private static final int LOOKS_MAX = 400;
    private static final long LOOK_MS = 25;
    private static final int LAST_LINES = 12;

    private ClusterLaunch() {}

    static Process start(DemoOptions options, Path state, boolean root, Path scratch)
            throws IOException {
        Visible visible = new Visible(scratch);
        // The cluster's program is root in its namespaces and reads what we read, by the same
        // paths.
        List<String> words = program(options.home());
        Path file = state.resolve("options.json");
        words.addAll(List.of("node", file.toString()));
        ObjectNode said = JsonNodeFactory.instance.objectNode();
        said.put("home", visible.map(options.home()).toString());
        said.put("javaHome", visible.map(Path.of(System.getProperty("java.home"))).toString());
        said.put("envoy", envoy(visible));
        said.put("state", state.toString()).put("data", options.dataDir().toString());
        said.put("scratch", scratch.toString());
        said.put("fleet", visible.map(options.fleet()).toString());
        ArrayNode configs = said.putArray("configs");
        for (Path dir : options.configs()) {
            configs.add(visible.map(dir).toString());
        }
        configs.add(visible.map(state.resolve("config")).toString());
        said.put("applies", options.applies()).put("mesh", options.mesh());
        said.put("nodes", options.nodes());
        if (options.apiServer() != null) {
            said.put("apiServer", visible.map(options.apiServer()).toString());
        }
        options.sabotage().forEach(said.putArray("sabotage")::add);
        WholeFile.replace(file, said.toString().getBytes(StandardCharsets.UTF_8));
        ProcessBuilder builder =
                new ProcessBuilder(Sandboxing.command(root, scratch, visible.mounts(), words));
        builder.environment().put("PATH", Sandboxing.searchPath());
        builder.environment().remove("JDK_JAVA_OPTIONS");
        builder.redirectErrorStream(true);
        builder.redirectOutput(log(state));
        return builder.start();
    }

    /// A stock Envoy's path inside; empty where there is none.
    private static String envoy(Visible visible) throws IOException {
        Optional<Path> envoy = EnvoyProgram.find(System.getenv());
        if (envoy.isEmpty()) {
            return "";
        }
        Path program = envoy.get().toRealPath();
        return visible.map(requireNonNull(program.getParent()))
                .resolve(program.getFileName())
                .toString();
    }

    /// The words that start this program anew, apart from the terminal that it was started from.
    static List<String> again(List<String> arguments) {
        Path home = Path.of(System.getProperty("fairlead.home", "."));
        List<String> words = new ArrayList<>(List.of("setsid"));
        words.addAll(program(home));
        words.add(words.size() - 1, "-Dfairlead.home=" + home.toAbsolutePath().normalize());
        words.addAll(arguments);
        return words;
    }

    private static List<String> program(Path home) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        Path flags = home.resolve("samples/minicluster/jvm.options");
        if (Files.exists(flags)) {
            words.add("@" + flags);
        }
        Path cache = home.resolve("samples/minicluster/target/fairlead-minicluster-0.1.0.aot");
        String classPath = System.getProperty("java.class.path");
        if (Files.exists(cache) && classPath.contains("fairlead-minicluster-0.1.0.jar")) {
            words.add("-XX:AOTCache=" + cache);
        }
        words.addAll(List.of("-cp", absolute(classPath), MAIN));
        return words;
    }

    /// The pid, on the host, of the cluster's first process.
    static long init(Process unshare, Path state) throws IOException {
        try {
            for (int i = 0; i < LOOKS_MAX; i++) {
                // Before it becomes the first process, unshare has helpers that map user ids.
                Optional<ProcessHandle> child =
                        unshare.children().filter(ClusterLaunch::isFirst).findFirst();
                if (child.isPresent()) {
                    return child.get().pid();
                }
                if (unshare.waitFor(LOOK_MS, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        unshare.destroyForcibly();
        throw new IOException("the cluster didn't start: " + lastWords(state));
    }

    /// True for a process that is number 1 in its own namespace.
    private static boolean isFirst(ProcessHandle process) {
        try {
            Path status = Path.of("/proc", Long.toString(process.pid()), "status");
            return Files.readAllLines(status).stream()
                    .anyMatch(line -> line.startsWith("NSpid:") && line.endsWith("\t1"));
        } catch (IOException gone) {
            return false;
        }
    }

    /// The end of the cluster's own log.
    static String lastWords(Path state) throws IOException {
        Path log = log(state).toPath();
        if (!Files.exists(log)) {
            return "it said nothing";
        }
        List<String> lines = Files.readAllLines(log);
        List<String> last = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
        return last.isEmpty() ? "it said nothing" : String.join("\n  ", last);
    }

    private static File log(Path state) {
        return state.resolve("logs/cluster.log").toFile();
    }

    private static String absolute(String classPath) {
        List<String> parts = new ArrayList<>();
        for (String part : classPath.split(File.pathSeparator)) {
            parts.add(Path.of(part).toAbsolutePath().toString());
        }
        return String.join(File.pathSeparator, parts);
    }
}

package io.fairlead.minicluster.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testing.RealParts;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The demo as a user without any privilege, from the command line: start, ask, run a command in a pod, stop.
class OrdinaryUserIT {

    private static final Pattern PAGE = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)");

    @TempDir private Path dir = Path.of("");

    @Test
    void aUserWithARangeOfIdsRunsTheDemo() throws Exception {
        RealParts.root("to become another user");
        RealParts.program("runuser", "apt-get install util-linux");
        RealParts.program("newuidmap", "apt-get install uidmap");
        Optional<String> user = userWithRange();
        RealParts.require(
                user.isPresent(),
                "no ordinary user has a range in /etc/subuid: useradd -m somebody");
        open(dir);
        String classPath = copyOfClassPath();
        StandInFleet.write(Files.createDirectory(dir.resolve("fleet")));
        Path state = dir.resolve("state");
        List<String> words = new ArrayList<>(List.of("runuser", "-u", user.get(), "--", java()));
        words.addAll(List.of("-Dfairlead.home=" + dir, "-cp", classPath));
        words.add("io.fairlead.minicluster.bootstrap.Main");
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxrwxrwx"));
        Process demo =
                start(
                        words,
                        List.of(
                                "demo",
                                "--no-mesh",
                                "--fleet",
                                dir.resolve("fleet").toString(),
                                "--state",
                                state.toString(),
                                "--port",
                                "0:30080"));
        try {
            String port = awaitPage(demo);
            assertThat(StandIn.ask(java.net.URI.create("http://127.0.0.1:" + port), 40))
                    .hasSize(2)
                    .allSatisfy((answer, _) -> assertThat(answer).startsWith("web-"));
            Process exec =
                    start(
                            words,
                            List.of("exec", "--state", state.toString(), "web", "--", "id", "-u"));
            assertThat(read(exec).strip()).isEqualTo("1000");
        } finally {
            demo.descendants().forEach(ProcessHandle::destroy);
            assertThat(demo.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(state).doesNotExist();
    }

    private static String awaitPage(Process demo) throws IOException {
        StringBuilder said = new StringBuilder();
        BufferedReader reader = demo.inputReader();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            said.append(line).append('\n');
            Matcher page = PAGE.matcher(line);
            if (page.find()) {
                return page.group(1);
            }
        }
        throw new AssertionError("the demo ended: " + said);
    }

    /// The class path in a place that everybody reads.
    private String copyOfClassPath() throws IOException {
        List<String> copies = new ArrayList<>();
        Path libs = Files.createDirectory(dir.resolve("libs"));
        for (String part : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path from = Path.of(part);
            if (Files.isRegularFile(from)) {
                Path to = libs.resolve(from.getFileName());
                Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
                copies.add(to.toString());
            } else if (Files.isDirectory(from)) {
                Path to = libs.resolve("classes" + copies.size());
                copyTree(from, to);
                copies.add(to.toString());
            }
        }
        return String.join(File.pathSeparator, copies);
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static void open(Path dir) throws IOException {
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Optional<String> userWithRange() throws IOException {
        Path ranges = Path.of("/etc/subuid");
        if (!Files.exists(ranges)) {
            return Optional.empty();
        }
        List<String> users = Files.readAllLines(Path.of("/etc/passwd"));
        return Files.readAllLines(ranges).stream()
                .map(line -> line.split(":")[0])
                .filter(name -> users.stream().anyMatch(line -> line.startsWith(name + ":")))
                .filter(name -> !name.equals("root"))
                .findFirst();
    }

    private static Process start(List<String> words, List<String> more) throws IOException {
        List<String> command = new ArrayList<>(words);
        command.addAll(more);
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String read(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin/java").toString();
    }
}

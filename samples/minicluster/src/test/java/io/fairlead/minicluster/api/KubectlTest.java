package io.fairlead.minicluster.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testing.RealParts;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The real kubectl against the API server: the commands and answers of `kubectl.txt`, one test for each.
class KubectlTest {

    private static final int SECONDS_MAX = 60;
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"(?=\\s|$)|(\\S+)");
    private static final Pattern EXIT = Pattern.compile("\\$ (.*?)(?: ! (\\d+))?");
    private static final List<String> FILES =
            List.of(
                    "bad.yaml",
                    "crd.yaml",
                    "generated.yaml",
                    "node.yaml",
                    "pinned.yaml",
                    "ship-bad.yaml",
                    "ship.yaml",
                    "unknown.yaml",
                    "web.yaml",
                    "web2.yaml");

    @TempDir private static Path dir;
    private static Path kubectl = Path.of("kubectl");
    private static @Nullable ApiCore core;

    /// A command of the table.
    ///
    /// @param expected lines, in this order, with others between
    private record Step(String command, int exit, List<String> expected) {}

    @BeforeAll
    static void start() throws Exception {
        kubectl = RealParts.program("kubectl", ".ci/run builds it, or see kubernetes.io/docs");
        for (String file : FILES) {
            Files.writeString(dir.resolve(file), resource(file));
        }
        core =
                ApiCore.start(
                        dir.resolve("state"),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        Map.of());
    }

    @AfterAll
    static void stop() {
        if (core != null) {
            core.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> commands() throws IOException {
        return steps().stream()
                .map(step -> DynamicTest.dynamicTest(step.command(), () -> run(step)));
    }

    private void run(Step step) throws Exception {
        List<String> words = new ArrayList<>();
        words.add(kubectl.toString());
        Matcher word = WORD.matcher(step.command());
        while (word.find()) {
            words.add(word.group(1) != null ? word.group(1) : word.group(2));
        }
        Path output = Files.createTempFile(dir, "output", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(words)
                        .directory(dir.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment()
                .put("KUBECONFIG", Objects.requireNonNull(core).kubeconfig().toString());
        builder.environment().put("HOME", dir.toString());
        Process process = builder.start();
        boolean ended = process.waitFor(SECONDS_MAX, TimeUnit.SECONDS);
        process.destroyForcibly();
        String text = Files.readString(output);
        assertThat(ended).as("%s ended in time; it said%n%s", step.command(), text).isTrue();
        assertThat(process.exitValue())
                .as("exit status of %s, which said%n%s", step.command(), text)
                .isEqualTo(step.exit());
        assertExpected(step, text);
    }

    private static void assertExpected(Step step, String text) {
        List<String> lines = text.lines().map(String::strip).toList();
        int from = 0;
        for (String expected : step.expected()) {
            Pattern pattern =
                    Pattern.compile(
                            Arrays.stream(expected.strip().split("…", -1))
                                    .map(Pattern::quote)
                                    .collect(Collectors.joining(".*")));
            int at = from;
            while (at < lines.size() && !pattern.matcher(lines.get(at)).matches()) {
                at++;
            }
            assertThat(at)
                    .as("%s should print '%s', but said%n%s", step.command(), expected, text)
                    .isLessThan(lines.size());
            from = at + 1;
        }
    }

    private static List<Step> steps() throws IOException {
        List<Step> steps = new ArrayList<>();
        for (String line : resource("kubectl.txt").lines().toList()) {
            Matcher command = EXIT.matcher(line);
            if (command.matches()) {
                int exit = command.group(2) == null ? 0 : Integer.parseInt(command.group(2));
                steps.add(new Step(command.group(1), exit, new ArrayList<>()));
            } else if (!line.isBlank() && !line.startsWith("#")) {
                steps.getLast().expected().add(line);
            }
        }
        return steps;
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = KubectlTest.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

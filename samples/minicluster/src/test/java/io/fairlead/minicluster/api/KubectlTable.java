package io.fairlead.minicluster.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testing.RealParts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/// Runs the real kubectl as a table says: a line with `$` is a command, `! N` at its end its exit status; the lines
/// after it must be among those that it prints, in this order, with `…` for any text. A line with `$new` is left out by
/// an old kubectl, one with `$old` by a new one; a line that begins with `|` is expected of a new one only.
///
/// @param dir where it runs, and where the files of its commands are
/// @param old is it kubectl 1.20?
public record KubectlTable(Path kubectl, Path dir, Path kubeconfig, boolean old) {

    public KubectlTable(Path kubectl, Path dir, Path kubeconfig) {
        this(kubectl, dir, kubeconfig, false);
    }

    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"(?=\\s|$)|(\\S+)");
    private static final Pattern EXIT = Pattern.compile("\\$(new|old)? (.*?)(?: ! (\\d+))?");

    /// A command of the table.
    ///
    /// @param of which kubectl, `new` or `old`; empty for both
    /// @param expected lines, in this order, with others between
    private record Step(String of, String command, int exit, List<String> expected) {}

    /// The program of this machine; the test is skipped without.
    public static Path program() {
        return RealParts.program("kubectl", ".ci/run builds it, or see kubernetes.io/docs");
    }

    /// The oldest kubectl that is tried; the test is skipped without.
    public static Path oldProgram() {
        return RealParts.program(
                "kubectl-1.20", ".ci/run takes it out of Debian's package kubernetes-client");
    }

    /// One test for each command of this resource of the test's package.
    public Stream<DynamicTest> commands(Class<?> test, String name) throws IOException {
        return steps(resource(test, name)).stream()
                .filter(step -> !step.of().equals(old ? "new" : "old"))
                .map(step -> DynamicTest.dynamicTest(step.command(), () -> run(step)));
    }

    private void run(Step step) throws Exception {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(step.command());
        while (word.find()) {
            words.add(word.group(1) != null ? word.group(1) : word.group(2));
        }
        RealProgram.Ran ran = new RealProgram(kubectl, dir, kubeconfig).run(words);
        String text = ran.output();
        assertThat(ran.status())
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

    private List<Step> steps(String table) {
        List<Step> steps = new ArrayList<>();
        for (String line : table.lines().toList()) {
            Matcher command = EXIT.matcher(line);
            if (command.matches()) {
                int exit = command.group(3) == null ? 0 : Integer.parseInt(command.group(3));
                String of = command.group(1) == null ? "" : command.group(1);
                steps.add(new Step(of, command.group(2), exit, new ArrayList<>()));
            } else if (line.startsWith("|") && !old) {
                steps.getLast().expected().add(line.substring(1));
            } else if (!line.isBlank() && !line.matches("[#|].*")) {
                steps.getLast().expected().add(line);
            }
        }
        return steps;
    }

    /// A resource of the test's package.
    public static String resource(Class<?> test, String name) throws IOException {
        try (InputStream in = test.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

package io.fairlead.minicluster.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.minicluster.Until;
import io.fairlead.minicluster.api.TableStep.Of;
import io.fairlead.testing.RealParts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/// Runs the real kubectl as a table says: a line with `$` is a command, `! N` at its end its exit status; the lines
/// after it must be among those that it prints, in this order, with `…` for any text. A line with `$new` is left out by
/// an old kubectl, one with `$old` by a new one; a line that begins with `|` is expected of a new one only. A command with
/// `$soon` is run again until it answers so, and so is one with `$old`, which knows fewer ways to wait.
///
/// A second table, of the same form, may say where another server is known to answer otherwise, and why: a comment is
/// the reason of the commands after it, up to an empty line. `$2` means the second time that the command is there.
///
/// @param dir where it runs, and where the files of its commands are
/// @param old is it kubectl 1.20?
public record KubectlTable(Path kubectl, Path dir, Path kubeconfig, boolean old) {

    private static final Duration SOON = Duration.ofSeconds(20);

    public KubectlTable(Path kubectl, Path dir, Path kubeconfig) {
        this(kubectl, dir, kubeconfig, false);
    }

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
        return steps(resource(test, name))
                .map(step -> DynamicTest.dynamicTest(step.command(), () -> run(step)));
    }

    /// The same against a server that is known to answer otherwise here and there.
    ///
    /// @param differences where, and why; one that doesn't differ is a failure
    public Stream<DynamicTest> commands(Class<?> test, String name, String differences)
            throws IOException {
        Map<String, TableStep> known = new HashMap<>();
        for (TableStep step : TableStep.explained(resource(test, differences))) {
            assertThat(known.put(step.key(), step)).as("twice: %s", step.key()).isNull();
        }
        Map<String, Integer> times = new HashMap<>();
        List<DynamicTest> tests = new ArrayList<>();
        for (TableStep step : steps(resource(test, name)).toList()) {
            int time = times.merge(step.command(), 1, Integer::sum);
            Optional<TableStep> otherwise =
                    Optional.ofNullable(known.remove(TableStep.key(time, step.command())));
            tests.add(
                    DynamicTest.dynamicTest(
                            step.command(),
                            () -> {
                                if (otherwise.isPresent()) {
                                    runDiffering(step, otherwise.get());
                                } else {
                                    run(step);
                                }
                            }));
        }
        assertThat(known.keySet()).as("commands of %s that %s hasn't", differences, name).isEmpty();
        return tests.stream();
    }

    private Stream<TableStep> steps(String table) {
        return TableStep.of(table, old).filter(step -> step.of() != (old ? Of.NEW : Of.OLD));
    }

    private void run(TableStep step) throws Exception {
        if (step.soon()) {
            Until.holds(step.command(), SOON, () -> step.problem(ran(step)).isEmpty());
        } else {
            step.assertAnswered(ran(step));
        }
    }

    private void runDiffering(TableStep step, TableStep otherwise) throws Exception {
        RealProgram.Ran ran = ran(step);
        assertThat(step.problem(ran))
                .as("%s differs no more: take it off the list. It said%n%s", step.command(), ran)
                .isPresent();
        otherwise.assertAnswered(ran);
    }

    private RealProgram.Ran ran(TableStep step) throws Exception {
        return new RealProgram(kubectl, dir, kubeconfig).run(step.words());
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

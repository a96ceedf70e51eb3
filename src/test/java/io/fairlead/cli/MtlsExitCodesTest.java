package io.fairlead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/// With what each `fairlead mtls` command ends: 0 all is STRICT, 2 something blocks, 3 it goes on, 1 no answer, 64 wrong
/// use.
class MtlsExitCodesTest {
    /// Those that ask about the state of the migration.
    private static final Set<String> READERS = Set.of("status", "report", "blockers", "what-if");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path dir;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    static Stream<String> commands() {
        return line().getSubcommands().keySet().stream();
    }

    private static CommandLine line() {
        return new CommandLine(new MtlsCommand());
    }

    private int run(String... arguments) {
        return line().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
    }

    private String answer(String mode, String phase, String because) throws IOException {
        String json =
                """
                {"units": [{"unit": "shop/cart:8080", "mode": "%s", "phase": "%s", "because": "%s",
                            "trouble": "", "rules": [], "blockers": [], "sources": []}]}
                """
                        .formatted(mode, phase, because);
        return Files.writeString(dir.resolve("answer.json"), json).toString();
    }

    @ParameterizedTest
    @CsvSource({
        "STRICT, LOCKED, 0, 0",
        "STRICT, HELD, 0, 0",
        "PERMISSIVE, BLOCKED, 2, 2",
        "PERMISSIVE, HELD, 2, 2",
        "PERMISSIVE, UNOBSERVABLE, 2, 2",
        "PERMISSIVE, OBSERVING, 3, 0",
        "PERMISSIVE, READY, 3, 0",
        "PERMISSIVE, CANARY, 3, 0",
        "PERMISSIVE, COOLDOWN, 3, 0",
        "PERMISSIVE, EXEMPT, 3, 0"
    })
    void aStateHasOneStatus(String mode, String phase, int status, int blockers)
            throws IOException {
        String file = answer(mode, phase, "ann holds it");
        assertThat(run("status", "-f", file)).isEqualTo(status);
        for (String format : new String[] {"md", "json", "sarif"}) {
            assertThat(run("report", "-f", file, "-o", format)).as(format).isEqualTo(status);
        }
        out.getBuffer().setLength(0);
        assertThat(run("blockers", "-f", file)).isEqualTo(blockers);
        String line = "%s shop/cart:8080  <- ann holds it\n".formatted(phase);
        assertThat(out).hasToString(blockers == 0 ? "" : line);
    }

    /// A mesh in which nothing was found yet is not one in which all is STRICT.
    @Test
    void withoutPortsNothingIsDone() throws IOException {
        String file = Files.writeString(dir.resolve("none.json"), "{\"units\": []}").toString();
        assertThat(run("status", "-f", file)).isEqualTo(3);
        assertThat(run("report", "-f", file)).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void anUnknownOptionIsWrongUse(String command) {
        assertThat(run(command, "--nonsense")).isEqualTo(64);
        assertThat(err.toString()).contains("Usage: ");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpTellsTheStatus(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString()).containsPattern("Exit status: 0 [^.]*64\\s+wrong\\s+use");
    }

    /// Port 1 of this machine: nobody listens there.
    @ParameterizedTest
    @CsvSource({
        "status",
        "blockers",
        "what-if",
        "report",
        "explain a/b shop/cart",
        "verify",
        "exempt",
        "start --unit shop/cart:8080",
        "hold --unit shop/cart:8080",
        "resume --unit shop/cart:8080",
        "approve --unit shop/cart:8080",
        "rollback --unit shop/cart:8080 -y"
    })
    void withoutADaemonTheStatusIsOne(String words) {
        String[] arguments =
                Stream.concat(Arrays.stream(words.split(" ")), Stream.of("--daemon", "127.0.0.1:1"))
                        .toArray(String[]::new);
        assertThat(run(arguments)).isEqualTo(1);
        assertThat(err.toString()).contains("127.0.0.1:1");
    }

    @Test
    void aFileOfNobodyIsNoAnswer() {
        String none = dir.resolve("none").toString();
        for (String command : READERS) {
            assertThat(run(command, "-f", none)).as(command).isEqualTo(1);
        }
        assertThat(run("audit", none)).isEqualTo(1);
        assertThat(run("plan", none)).isEqualTo(64);
    }
}

package io.fairlead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/// Who is asked whether an order is meant, and what the answer does.
class MtlsOrderCommandsTest {
    /// Somebody who says the same to each question.
    private record Person(String answer, List<String> asked) implements Terminal {
        @Override
        public boolean isThere() {
            return true;
        }

        @Override
        public String ask(String question) {
            asked.add(question);
            return answer;
        }
    }

    /// Nobody listens there.
    private static final String NOWHERE = "127.0.0.1:1";

    private static int run(Object command, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--daemon", NOWHERE, "--by", "ann"));
        all.addAll(List.of(arguments));
        return new CommandLine(command)
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(new StringWriter()))
                .execute(all.toArray(String[]::new));
    }

    /// 64 when it was not meant, 1 when it was and nobody is at the address.
    @ParameterizedTest
    @CsvSource({"y, 1", "YES, 1", "n, 64", "'', 64", "yesterday, 64"})
    void anythingButYesIsNo(String answer, int status) {
        List<String> asked = new ArrayList<>();
        MtlsOrderCommands.Rollback rollback =
                new MtlsOrderCommands.Rollback(new Person(answer, asked));
        assertThat(run(rollback, "--unit", "shop/cart:8080")).isEqualTo(status);
        assertThat(asked)
                .containsExactly(
                        "locks of these ports are taken off: clear text is let in again. Go on? [y/N]");
    }

    @Test
    void onlyWhatOpensOrConcernsAllIsAsked() {
        List<String> asked = new ArrayList<>();
        Person no = new Person("n", asked);
        assertThat(run(new MtlsOrderCommands.Hold(no), "--all")).isEqualTo(1);
        assertThat(run(new MtlsOrderCommands.Start(no), "--unit", "a:1")).isEqualTo(1);
        assertThat(run(new MtlsOrderCommands.Approve(no), "--unit", "a:1")).isEqualTo(1);
        assertThat(run(new MtlsOrderCommands.Rollback(no), "--all", "-y")).isEqualTo(1);
        assertThat(asked).isEmpty();
        assertThat(run(new MtlsOrderCommands.Resume(no), "--all")).isEqualTo(64);
        assertThat(run(new MtlsOrderCommands.Approve(no), "--all")).isEqualTo(64);
        assertThat(run(new MtlsOrderCommands.Start(no), "--all")).isEqualTo(64);
        assertThat(asked).hasSize(3);
    }
}

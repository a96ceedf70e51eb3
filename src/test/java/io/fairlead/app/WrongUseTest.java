package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class WrongUseTest {

    private final StringWriter err = new StringWriter();

    private int run(String... words) {
        return Main.commandLine().setErr(new PrintWriter(err)).execute(words);
    }

    @Test
    void aMisspeltCommandIsToldWithTheRightOne() {
        assertThat(run("mainfest", "apply")).isEqualTo(1);
        assertThat(err.toString())
                .contains("Error: unknown command \"mainfest\" for \"fairlead\"")
                .contains("Did you mean this?\n\tmanifest");
    }

    @Test
    void soIsOneBelow() {
        assertThat(run("profile", "lsit")).isEqualTo(1);
        assertThat(err.toString())
                .contains("unknown command \"lsit\" for \"fairlead profile\"")
                .contains("\tlist");
    }

    @Test
    void aWrongFlagIsWrongUse() {
        assertThat(run("validate", "--nonsense", "dir")).isEqualTo(2);
        assertThat(err.toString()).contains("--nonsense");
    }
}

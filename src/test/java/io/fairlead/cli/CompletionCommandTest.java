package io.fairlead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.app.Main;
import io.fairlead.testing.RealParts;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CompletionCommandTest {
    @TempDir private Path dir = Path.of("");

    /// As bash asks the script when somebody types a tab.
    @ParameterizedTest
    @MethodSource("tabs")
    void bashCompletesCommandsAndFlags(String typed, String offered) throws Exception {
        String[] words = typed.split(" ");
        Path script = script("bash");
        String program =
                """
                source %s
                COMP_WORDS=(%s) COMP_CWORD=%d COMP_LINE='%s' COMP_POINT=%d
                $(complete -p fairlead | sed 's/.*-F \\([^ ]*\\) .*/\\1/')
                printf '%%s\\n' "${COMPREPLY[@]}"
                """
                        .formatted(script, typed, words.length - 1, typed, typed.length());
        assertThat(process(List.of("bash", "-c", program)).split("\\s+"))
                .contains(offered.split(" "));
    }

    @ParameterizedTest
    @MethodSource("tabs")
    void fishCompletesCommandsAndFlags(String typed, String offered) throws Exception {
        Path fish = RealParts.program("fish", "apt-get install fish");
        Path script = script("fish");
        String said =
                process(
                        List.of(
                                fish.toString(),
                                "--no-config",
                                "-c",
                                "source %s; complete -C '%s'".formatted(script, typed)));
        assertThat(said.lines().map(line -> line.split("\t")[0])).contains(offered.split(" "));
    }

    /// What is typed, and what is offered then.
    static Stream<Arguments> tabs() {
        return Stream.of(
                Arguments.of("fairlead proxy-s", "proxy-status"),
                Arguments.of("fairlead proxy-config sec", "secret secrets"),
                Arguments.of("fairlead pc bootstr", "bootstrap"),
                Arguments.of("fairlead profile d", "dump diff"),
                Arguments.of("fairlead proxy-status --kubec", "--kubeconfig"),
                Arguments.of("fairlead completion f", "fish"),
                Arguments.of("fairlead version --output j", "json"));
    }

    @Test
    void zshTakesTheScriptOfBash() {
        assertThat(run("completion", "zsh"))
                .isEqualTo(run("completion", "bash"))
                .contains("bashcompinit");
    }

    @Test
    void fishHasALineForEachCommandAndFlag() throws Exception {
        assertThat(run("completion", "fish").lines())
                .allMatch(line -> line.startsWith("complete -c fairlead ") || line.equals("0"))
                .anyMatch(line -> line.contains("-n '__fish_use_subcommand' -a proxy-status -d '"))
                .anyMatch(line ->
                        line.contains("-n '__fish_seen_subcommand_from proxy-config' -a secret"))
                .anyMatch(line -> line.endsWith("from proxy-status' -l kubeconfig -r"));
    }

    @Test
    void zshLearnsToCompleteFromTheScript() throws Exception {
        Path zsh = RealParts.program("zsh", "apt-get install zsh");
        Path script = script("zsh");
        String learn =
                "autoload -U compinit; compinit -u -d %s; source %s; echo ${_comps[fairlead]}"
                        .formatted(dir.resolve("dump"), script);
        assertThat(process(List.of(zsh.toString(), "-f", "-c", learn)).strip())
                .startsWith("_bash_complete ")
                .contains("_complete_fairlead");
    }

    @Test
    void anUnknownShellIsWrongUse() {
        assertThat(run("completion", "tcsh")).contains("bash", "zsh", "fish").endsWith("2");
    }

    private Path script(String shell) throws IOException {
        String said = run("completion", shell);
        return Files.writeString(dir.resolve("script"), said.substring(0, said.length() - 1));
    }

    private String process(List<String> words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    private static String run(String... words) {
        StringWriter text = new StringWriter();
        PrintWriter writer = new PrintWriter(text);
        int status = Main.commandLine().setOut(writer).setErr(writer).execute(words);
        return text.toString() + status;
    }
}

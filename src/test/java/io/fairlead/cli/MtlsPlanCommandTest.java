package io.fairlead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// What `fairlead mtls plan` prints, and how it ends.
class MtlsPlanCommandTest {
    private static final String WEB =
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web, labels: {app: web, security.istio.io/tlsMode: istio}}
            spec: {containers: [{name: c, ports: [{containerPort: 8080}]}]}
            """;
    private static final String STRICT =
            """
            apiVersion: security.istio.io/v1
            kind: PeerAuthentication
            metadata: {name: default, namespace: istio-system}
            spec: {mtls: {mode: STRICT}}
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return new CommandLine(new MtlsCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    private int plan(String... yaml) throws IOException {
        Files.writeString(directory.resolve("all.yaml"), String.join("---\n", yaml));
        return run("plan", directory.toString());
    }

    @Test
    void threeWhileSomethingIsNotStrict() throws IOException {
        assertThat(plan(WEB)).isEqualTo(3);
        assertThat(out)
                .hasToString(
                        """
                        PERMISSIVE default/web:8080
                        1 ports: 0 STRICT, 0 blocked by configuration, 1 free to be observed
                        """);
    }

    @Test
    void zeroWhenAllIs() throws IOException {
        assertThat(plan(WEB, STRICT)).isZero();
        assertThat(out.toString()).startsWith("STRICT default/web:8080  by a person's object\n");
    }

    @Test
    void twoWhenSomethingBlocksWithItsFix() throws IOException {
        assertThat(plan(WEB.replace(", security.istio.io/tlsMode: istio", ""))).isEqualTo(2);
        assertThat(out.toString())
                .startsWith(
                        "BLOCKED default/web:8080  <- default/web has pods without a sidecar"
                                + "  cause SERVER_NO_SIDECAR  fix: kubectl label");
    }

    @Test
    void oneForFilesWithErrorsAndSixtyFourForWrongUse() throws IOException {
        assertThat(plan(STRICT.replace("mode: STRICT", "mode: STRIKT"))).isEqualTo(1);
        assertThat(err.toString()).contains("STRIKT");
        assertThat(run("plan")).isEqualTo(64);
        assertThat(run("plan", "/nowhere")).isEqualTo(64);
    }
}

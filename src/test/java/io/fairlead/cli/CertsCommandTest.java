package io.fairlead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CertsCommandTest {

    private static final String ANSWER =
            """
            {
              "authority": {"name": "O=cluster.local", "origin": "self-signed (istio-ca-secret)",
                            "notAfter": "2036-01-01T00:00:00Z"},
              "certificates": [
                {"identity": "spiffe://cluster.local/ns/shop/sa/web", "serial": "4f2a", "notAfter": "2026-06-02T12:00:00Z",
                 "issuer": "O=cluster.local", "caller": "10.0.0.7", "pod": "web-1", "proof": "token"},
                {"identity": "spiffe://cluster.local/ns/shop/sa/cart-long", "serial": "1", "notAfter": "2026-06-02T12:00:01Z",
                 "issuer": "O=cluster.local", "caller": "10.0.0.8", "pod": "", "proof": "client-certificate"}
              ]
            }
            """;

    @TempDir Path dir;
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = dir.resolve("certs.json");
        Files.writeString(file, ANSWER);
    }

    @Test
    void theTableHasAlignedColumnsAndEndsWithTheIssuer() {
        assertThat(run("-f", file.toString()))
                .isEqualTo(
                        """
                        IDENTITY                                     SERIAL  NOT AFTER             ISSUER           CALLER    POD    PROOF
                        spiffe://cluster.local/ns/shop/sa/web        4f2a    2026-06-02T12:00:00Z  O=cluster.local  10.0.0.7  web-1  token
                        spiffe://cluster.local/ns/shop/sa/cart-long  1       2026-06-02T12:00:01Z  O=cluster.local  10.0.0.8  -      client-certificate

                        2 certificates; issuer O=cluster.local, self-signed (istio-ca-secret), until 2036-01-01T00:00:00Z
                        0\
                        """);
    }

    @Test
    void jsonIsTheDaemonsOwn() throws IOException {
        String said = run("-f", file.toString(), "-o", "json");
        assertThat(said).endsWith("}\n0");
        assertThat(new JsonMapper().readTree(said.substring(0, said.length() - 1)))
                .isEqualTo(new JsonMapper().readTree(ANSWER));
    }

    @Test
    void aDaemonThatDoesNotAnswerIsNamed() {
        assertThat(run("--daemon", "127.0.0.1:1"))
                .startsWith("fairlead certs: http://127.0.0.1:1/debug/certs:")
                .endsWith("\n1");
    }

    @Test
    void anAnswerThatIsNoJsonIsAnError() throws IOException {
        Files.writeString(file, "there is no certificate authority");
        assertThat(run("-f", file.toString()))
                .startsWith("fairlead certs: " + file)
                .endsWith("\n1");
    }

    /// What it prints, then its exit status.
    private static String run(String... arguments) {
        StringWriter printed = new StringWriter();
        CommandLine command = new CommandLine(new CertsCommand());
        command.setOut(new PrintWriter(printed));
        command.setErr(new PrintWriter(printed));
        int status = command.execute(arguments);
        return printed.toString() + status;
    }
}

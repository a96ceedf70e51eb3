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

class EdgesCommandTest {

    private static final String ANSWER =
            """
            {
              "edges": [
                {"source": {"namespace": "shop", "workload": "web"}, "service": "cart.shop",
                 "destination": {"namespace": "shop", "workload": "cart-v1"}, "protocol": "http",
                 "tenSeconds": {"count": 0},
                 "minute": {"count": 90, "perSecond": 1.5, "errorShare": 0.1, "p50Millis": 2.25,
                            "p99Millis": 40, "mtlsShare": 1}},
                {"source": {"namespace": "", "workload": "unknown"}, "service": "",
                 "destination": {"namespace": "shop", "workload": "web"}, "protocol": "tcp",
                 "minute": {"count": 0, "perSecond": 0, "mtlsShare": 0}}
              ],
              "reports": 7, "repeated": 1, "lost": 0, "overflow": 3
            }
            """;

    @TempDir Path dir;
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = dir.resolve("edges.json");
        Files.writeString(file, ANSWER);
    }

    @Test
    void theTableHasAlignedColumnsAndSaysHowCompleteItIs() {
        assertThat(run("-f", file.toString()))
                .isEqualTo(
                        """
                        SOURCE    DESTINATION   SERVICE    PROTOCOL  COUNT  RATE/S  ERRORS  P50 MS  P99 MS  MTLS
                        web.shop  cart-v1.shop  cart.shop  http      90     1.5     10.0%   2.3     40.0    100.0%
                        unknown   web.shop      -          tcp       0      0.0     0.0%    0.0     0.0     -

                        2 edges; of sidecars' reports 7 came, 1 twice, 0 never; 3 rows found no room
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
    void anotherWindowCanBeAskedFor() {
        assertThat(run("-f", file.toString(), "--over", "tenSeconds")).contains("http      0 ");
    }

    @Test
    void aDaemonThatDoesNotAnswerIsNamed() {
        assertThat(run("--daemon", "127.0.0.1:1"))
                .startsWith("fairlead edges: http://127.0.0.1:1/debug/edges: ")
                .endsWith("1");
    }

    private static String run(String... arguments) {
        StringWriter text = new StringWriter();
        PrintWriter writer = new PrintWriter(text);
        int status =
                new CommandLine(new EdgesCommand())
                        .setOut(writer)
                        .setErr(writer)
                        .execute(arguments);
        return text.toString() + status;
    }
}

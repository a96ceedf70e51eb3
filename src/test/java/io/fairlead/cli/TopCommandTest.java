package io.fairlead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TopCommandTest {

    private static final String ANSWER =
            """
            {"edges": [
              {"source": {"namespace": "shop", "workload": "web"}, "service": "cart.shop",
               "destination": {"namespace": "shop", "workload": "cart"}, "protocol": "http",
               "tenSeconds": {"count": 300, "perSecond": 30, "errorShare": 0.1, "p50Millis": 2,
                              "p99Millis": 40, "mtlsShare": 1},
               "minute": {"count": 300, "perSecond": 5}},
              {"source": {"namespace": "", "workload": "unknown"}, "service": "cart.shop",
               "destination": {"namespace": "shop", "workload": "cart"}, "protocol": "http",
               "tenSeconds": {"count": 100, "perSecond": 10, "errorShare": 0, "p50Millis": 3,
                              "p99Millis": 9, "mtlsShare": 0},
               "minute": {"count": 100, "perSecond": 1.7}},
              {"source": {"namespace": "shop", "workload": "cart"}, "service": "db.shop",
               "destination": {"namespace": "shop", "workload": "db"}, "protocol": "tcp",
               "tenSeconds": {"count": 0, "perSecond": 0}, "minute": {"count": 0, "perSecond": 0}}
             ],
             "reports": 7, "repeated": 1, "lost": 0, "overflow": 3}
            """;

    @TempDir Path dir;
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = dir.resolve("edges.json");
        Files.writeString(file, ANSWER);
    }

    @Test
    void edgesAddUpToWorkloadsBusiestFirst() {
        assertThat(run("-f", file.toString()))
                .isEqualTo(
                        """
                        WORKLOAD   ASKED/S  ERRORS  P50 MS  P99 MS  MTLS   CALLERS  ASKS/S  ERRORS
                        cart.shop  40.0     7.5%    3.0     40.0    75.0%  2        0.0     -
                        web.shop   0.0      -       -       -       -      0        30.0    10.0%
                        unknown    0.0      -       -       -       -      0        10.0    0.0%
                        db.shop    0.0      -       -       -       -      0        0.0     -
                        0\
                        """);
    }

    @Test
    void edgesAreShownAsTheCommandOfThatNameDoes() {
        assertThat(run("-f", file.toString(), "--edges", "--over", "minute"))
                .contains("web.shop   cart.shop    cart.shop  http      300    5.0 ")
                .contains("3 edges;");
    }

    @Test
    void jsonHasTheSameNumbers() {
        assertThat(run("-f", file.toString(), "--json"))
                .contains("\"over\" : \"tenSeconds\"")
                .contains("\"workload\" : \"cart.shop\"", "\"mtlsShare\" : 0.75")
                .endsWith("}\n0");
    }

    @Test
    void whatIsNoAnswerIsSaid() throws IOException {
        Files.writeString(file, "{}");
        assertThat(run("-f", file.toString()))
                .isEqualTo("fairlead top: " + file + ": has no edges\n1");
        assertThat(run("--once", "--daemon", "127.0.0.1:1"))
                .startsWith("fairlead top: http://127.0.0.1:1/debug/edges: ")
                .endsWith("1");
        assertThat(run("--every", "0")).contains("are 1 or more").endsWith("2");
    }

    @Test
    void aScreenHasSoManyLinesAndDoesNotScroll() {
        assertThat(TopCommand.screen(List.of("one", "two", "three"), 2))
                .isEqualTo("one\u001b[K" + System.lineSeparator() + "two\u001b[K");
    }

    private static String run(String... arguments) {
        StringWriter text = new StringWriter();
        PrintWriter writer = new PrintWriter(text);
        int status =
                new CommandLine(new TopCommand()).setOut(writer).setErr(writer).execute(arguments);
        return text.toString() + status;
    }
}

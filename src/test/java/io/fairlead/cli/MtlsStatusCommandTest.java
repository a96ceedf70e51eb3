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

/// What `fairlead mtls status`, `blockers`, `explain` and `audit` print, and how they end.
class MtlsStatusCommandTest {
    private static final String CART =
            """
            {"unit": "shop/cart:8080", "mode": "PERMISSIVE", "phase": "BLOCKED", "pods": ["cart-1"],
             "trouble": "",
             "rules": [{"id": "E1", "holds": false, "says": "1 callers"}, {"id": "E2", "holds": true}],
             "blockers": [{"code": "NO_SIDECAR", "what": "batch/job 7x", "line": "BLOCKED shop/cart:8080 …"}],
             "sources": [
               {"owner": "batch/job", "address": "10.0.0.9", "kind": "PLAIN_HTTP", "cut": true,
                "cause": "NO_SIDECAR", "fix": "inject it", "detail": "GET /a", "connections": 7,
                "requests": 7, "refused": 0, "last": "09:00"},
               {"owner": "shop/sa/web", "kind": "MESH_MTLS", "cut": false, "connections": 2,
                "requests": 9, "refused": 0, "last": "09:01"}]}
            """;
    private static final String WEB =
            """
            {"unit": "shop/web:80", "mode": "PERMISSIVE", "phase": "OBSERVING", "pods": ["web-1", "web-2"],
             "rules": [{"id": "E1", "holds": true}, {"id": "E2", "holds": false, "says": "3 seen; needs 100"}],
             "blockers": [], "sources": []}
            """;
    private static final String STRICT =
            """
            {"unit": "shop/db:5432", "mode": "STRICT", "phase": "HELD", "pods": [], "trouble": "",
             "rules": [], "blockers": [], "sources": []}
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path dir;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return new CommandLine(new MtlsCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    private String answer(String... units) throws IOException {
        String json =
                """
                {"profile": "demo", "note": "it observes", "trail": {"records": 2, "anchor": "abc", "problem": ""},
                 "units": [%s]}
                """
                        .formatted(String.join(",", units));
        return Files.writeString(dir.resolve("answer.json"), json).toString();
    }

    @Test
    void statusShowsWhatEachPortWaitsFor() throws IOException {
        assertThat(run("status", "-f", answer(CART, WEB, STRICT))).isEqualTo(2);
        assertThat(out)
                .hasToString(
                        """
                        UNIT            MODE        PHASE      PODS  E1-E6  WAITS FOR
                        shop/cart:8080  PERMISSIVE  BLOCKED    1     -2     NO_SIDECAR: batch/job 7x
                        shop/web:80     PERMISSIVE  OBSERVING  2     1-     E2: 3 seen; needs 100
                        shop/db:5432    STRICT      HELD       0            -

                        3 ports: 1 BLOCKED, 1 HELD, 1 OBSERVING
                        profile demo: it observes
                        audit trail: 2 records, anchor abc
                        """);
    }

    @Test
    void threeWhileNothingBlocksAndZeroWhenAllIsStrict() throws IOException {
        assertThat(run("status", "-f", answer(WEB, STRICT))).isEqualTo(3);
        assertThat(run("status", "-f", answer(STRICT))).isZero();
    }

    @Test
    void blockersAreOneLineEach() throws IOException {
        assertThat(run("blockers", "-f", answer(CART, WEB))).isEqualTo(2);
        assertThat(out).hasToString("BLOCKED shop/cart:8080 …\n");
        assertThat(run("blockers", "-f", answer(WEB))).isZero();
    }

    @Test
    void explainTellsWhatStrictWouldDo() throws IOException {
        String file = answer(CART);
        assertThat(run("explain", "batch/job", "shop/cart", "-f", file)).isEqualTo(2);
        assertThat(out)
                .hasToString(
                        """
                        shop/cart:8080 <- batch/job  PLAIN_HTTP (GET /a)  7 connections, 7 requests, 0 refused, last 09:00
                          STRICT would cut it: NO_SIDECAR  fix: inject it
                        """);
        assertThat(run("explain", "shop/sa/web", "shop/cart:8080", "-f", file)).isZero();
        assertThat(run("explain", "10.0.0.9", "shop/cart", "-f", file)).isEqualTo(2);
        assertThat(run("explain", "a/b", "shop/cart", "-f", file)).isEqualTo(3);
        assertThat(run("explain", "a/b", "shop/car", "-f", file)).isEqualTo(3);
        assertThat(out.toString()).endsWith("shop/car is no port or workload of the mesh\n");
    }

    @Test
    void whatIfNamesWhomStrictWouldRefuseAndWhatIsNotKnown() throws IOException {
        String file = answer(CART, WEB, STRICT);
        assertThat(run("what-if", "-f", file)).isEqualTo(2);
        assertThat(out)
                .hasToString(
                        """
                        UNIT            CALLER     HOW                WOULD_DENY  LAST   CAUSE       FIX
                        shop/cart:8080  batch/job  PLAIN_HTTP GET /a  7           09:00  NO_SIDECAR  inject it

                        shop/web:80  is not known well enough: E2 3 seen; needs 100
                        3 ports, 1 STRICT already: 1 callers would have been refused 7 times; 1 ports not known well enough
                        """);
        assertThat(run("what-if", "--strict", "--unit", "shop/web:80", "-f", file)).isEqualTo(3);
        assertThat(run("what-if", "-n", "shop", "-f", file)).isEqualTo(2);
        assertThat(run("what-if", "--unit", "shop/db:5432", "-f", file)).isZero();
        assertThat(run("what-if", "-n", "nowhere", "-f", file)).isEqualTo(64);
        assertThat(run("what-if", "-n", "shop", "--all", "-f", file)).isEqualTo(64);
    }

    @Test
    void whatIfIsReadByPrograms() throws IOException {
        assertThat(run("what-if", "-o", "json", "-f", answer(CART))).isEqualTo(2);
        assertThat(out.toString())
                .contains("\"would_deny\" : 7", "\"caller\" : \"batch/job\"")
                .contains("\"cause\" : \"NO_SIDECAR\"", "\"exempted\" : false");
    }

    @Test
    void anotherPagesAnswerIsNone() throws IOException {
        Path other = Files.writeString(dir.resolve("other.json"), "{\"edges\": []}");
        assertThat(run("status", "-f", other.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("of another page");
    }

    @Test
    void auditFindsTheRecordThatWasChanged() throws IOException {
        Path file = Files.writeString(dir.resolve("audit.jsonl"), "{\"seq\":1,\"hash\":\"a\"}\n");
        assertThat(run("audit", file.toString(), "--verify-chain")).isEqualTo(2);
        assertThat(out.toString()).startsWith("broken at record 1: ");
        Path empty = Files.writeString(dir.resolve("empty.jsonl"), "");
        assertThat(run("audit", empty.toString(), "--verify-chain")).isZero();
        assertThat(run("audit", empty.toString(), "--anchor", "abc")).isEqualTo(2);
        assertThat(run("audit", dir.resolve("none").toString())).isEqualTo(1);
        assertThat(run("audit")).isEqualTo(64);
    }
}

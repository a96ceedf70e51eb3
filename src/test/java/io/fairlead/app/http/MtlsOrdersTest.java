package io.fairlead.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.console.Question;
import io.fairlead.console.Reply;
import io.fairlead.migrate.view.MigrationView;
import io.fairlead.model.mtls.UnitId;
import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.telemetry.view.GraphView;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is taken as an order, and what is said of what is none; over a socket, byte for byte.
class MtlsOrdersTest {
    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final String HEADER = "x-fairlead-order: yes\r\n";
    private static final String HOLD = "/debug/mtls/hold?by=ann&unit=shop/cart:8080";
    private static final int TIMEOUT_MILLIS = 30_000;

    private final List<String> taken = Collections.synchronizedList(new ArrayList<>());
    private final List<Question> given = Collections.synchronizedList(new ArrayList<>());
    private volatile @Nullable Reply leaderSays;
    private final MonitoringServer server =
            new MonitoringServer(
                    ANY,
                    ANY,
                    new Sources(
                            () -> true,
                            () -> "",
                            "0",
                            () -> MeshSnapshot.EMPTY,
                            List::of,
                            List::of,
                            Optional::empty,
                            () -> new GraphView(List.of(), 0, 0, 0, 0),
                            new Sources.Migration(
                                    () -> MigrationView.EMPTY,
                                    () -> List.of("{\"seq\":1}", "{\"seq\":2}"),
                                    new Sources.Orders(
                                            List.of("hold", "resume", "exempt"), this::take)),
                            new Leader()));

    /// Another daemon, when it leads.
    private final class Leader implements Elsewhere {
        @Override
        public Optional<Reply> ask(String mount, Question question) {
            if (!mount.equals(ORDERS)) {
                return Optional.empty();
            }
            given.add(question);
            return Optional.ofNullable(leaderSays);
        }
    }

    private String take(String verb, List<UnitId> units, String by, Map<String, String> terms) {
        if (units.contains(new UnitId("shop", "nobody", 1))) {
            return "shop/nobody:1 is no port of the mesh";
        }
        taken.add("%s %s by %s%s".formatted(verb, units, by, terms.isEmpty() ? "" : " " + terms));
        return "";
    }

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void anOrderIsTakenOnce() throws IOException {
        String answer = ask("POST", HOLD + "&unit=web:80", HEADER, "");
        assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("taken\n");
        assertThat(taken).containsExactly("hold [shop/cart:8080, default/web:80] by ann");
        assertThat(ask("POST", "/debug/mtls/resume?by=ann&all=true", HEADER, ""))
                .startsWith("HTTP/1.1 200 ");
        assertThat(taken).hasSize(2).last().isEqualTo("resume [] by ann");
    }

    @Test
    void anExemptionSaysMore() throws IOException {
        String more = "&from=batch/job&owner=sre&reason=a%20scrape&until=2027-01-01";
        assertThat(ask("POST", HOLD.replace("hold", "exempt") + more, HEADER, ""))
                .startsWith("HTTP/1.1 200 ");
        assertThat(taken)
                .containsExactly(
                        "exempt [shop/cart:8080] by ann"
                                + " {from=batch/job, owner=sre, reason=a scrape, until=2027-01-01}");
        assertThat(ask("POST", HOLD + more, HEADER, ""))
                .startsWith("HTTP/1.1 400 ")
                .contains("knows no [from, owner, reason, until]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /debug/mtls/hold?unit=shop/cart:8080              | 400 | by=NAME",
                "POST | /debug/mtls/hold?unit=shop/cart:8080&by=a%20b     | 400 | by=NAME",
                "POST | /debug/mtls/hold?by=ann                           | 400 | or all=true",
                "POST | /debug/mtls/hold?by=ann&all=true&unit=web:80      | 400 | not both",
                "POST | /debug/mtls/hold?by=ann&all=yes                   | 400 | not \"yes\"",
                "POST | /debug/mtls/hold?by=ann&unit=shop/cart            | 400 | \"shop/cart\" is no unit",
                "POST | /debug/mtls/hold?by=ann&unit=shop/cart:70000      | 400 | is no unit",
                "POST | /debug/mtls/hold?by=ann&unit=shop/nobody:1        | 400 | is no port of the mesh",
                "POST | /debug/mtls/hold?by=ann&units=shop/cart:8080      | 400 | knows no [units]",
                "POST | /debug/mtls/melt?by=ann&all=true                  | 404 | there are hold, resume, exempt",
                "GET  | /debug/mtls/hold?by=ann&all=true                  | 405 | not by GET",
                "PUT  | /debug/mtls/hold?by=ann&all=true                  | 405 | not by PUT"
            })
    void whatIsNoOrderIsNamed(String method, String path, int status, String says)
            throws IOException {
        assertThat(ask(method, path, HEADER, ""))
                .startsWith("HTTP/1.1 " + status + " ")
                .contains(says);
        assertThat(taken).isEmpty();
    }

    @Test
    void withoutItsHeaderItIsRefused() throws IOException {
        assertThat(ask("POST", HOLD, "", ""))
                .startsWith("HTTP/1.1 403 ")
                .contains("needs the header x-fairlead-order");
        assertThat(taken).isEmpty();
    }

    @Test
    void whereAnotherDaemonLeadsItTakesTheOrder() throws IOException {
        leaderSays = Reply.text(200, "taken");
        assertThat(ask("POST", HOLD + "&unit=web:80", HEADER, ""))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("taken\n");
        assertThat(given)
                .containsExactly(
                        new Question(
                                "hold",
                                Map.of(
                                        "by",
                                        List.of("ann"),
                                        "unit",
                                        List.of("shop/cart:8080", "web:80"))));
        leaderSays = Reply.text(400, "shop/cart:8080 is no port of the mesh");
        assertThat(ask("POST", HOLD, HEADER, ""))
                .startsWith("HTTP/1.1 400 ")
                .endsWith("shop/cart:8080 is no port of the mesh\n");
        assertThat(taken).isEmpty();
    }

    @Test
    void theLeaderHearsOnlyOfWhoMayGiveOrders() throws IOException {
        leaderSays = Reply.text(200, "taken");
        assertThat(ask("POST", HOLD, "", "")).startsWith("HTTP/1.1 403 ");
        assertThat(send("POST", HOLD, "evil.example.org", HEADER, "")).startsWith("HTTP/1.1 403 ");
        assertThat(ask("GET", HOLD, HEADER, "")).startsWith("HTTP/1.1 405 ");
        assertThat(given).isEmpty();
    }

    @Test
    void theTrailIsReadLineByLine() throws IOException {
        assertThat(ask("GET", "/debug/mtls/trail", "", ""))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("{\"seq\":1}\n{\"seq\":2}\n");
        assertThat(send("GET", "/debug/mtls/trail", "evil.example.org", "", ""))
                .startsWith("HTTP/1.1 403 ");
    }

    /// A page whose name was given this machine's address sends everything else as it should be.
    @ParameterizedTest
    @CsvSource({
        "localhost, 200",
        "LOCALHOST:15014, 200",
        "127.0.0.1:15014, 200",
        "[::1]:15014, 200",
        "istiod, 200",
        "istiod.istio-system.svc:15014, 200",
        "istiod.istio-system.svc.cluster.local, 200",
        "evil.example.org, 403",
        "evil.example.org:15014, 403",
        "127.0.0.1.evil.example.org, 403",
        "localhost.evil.example.org, 403",
        "istiod.istio-system.svc.evil.example.org, 403",
        "istiod.other, 403"
    })
    void onlyByNamesThatNobodyCanTakeOver(String host, int status) throws IOException {
        assertThat(send("POST", HOLD, host, HEADER, "")).startsWith("HTTP/1.1 " + status + " ");
        assertThat(send("GET", "/debug/mtls", host, "", "")).startsWith("HTTP/1.1 " + status + " ");
        assertThat(taken).hasSize(status == 200 ? 1 : 0);
    }

    @Test
    void aForeignNameIsToldWhy() throws IOException {
        assertThat(send("POST", HOLD, "evil.example.org", HEADER, ""))
                .contains("may be a web page's", "fix: call it by localhost");
        assertThat(send("GET", "/metrics", "evil.example.org", "", ""))
                .as("counters are for everybody")
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aBodyIsRefusedUnread() throws IOException {
        String says = "an order has no body";
        String large = HEADER + "Content-Length: 1000000000\r\n";
        assertThat(ask("POST", HOLD, large, "x")).startsWith("HTTP/1.1 413 ").contains(says);
        String chunked = HEADER + "Transfer-Encoding: chunked\r\n";
        assertThat(ask("POST", HOLD, chunked, "1\r\nx\r\n"))
                .startsWith("HTTP/1.1 413 ")
                .contains(says);
        assertThat(taken).isEmpty();
    }

    @Test
    void tooManyUnitsAreRefused() throws IOException {
        assertThat(ask("POST", "/debug/mtls/hold?by=a" + "&unit=a:1".repeat(101), HEADER, ""))
                .startsWith("HTTP/1.1 400 ")
                .contains("101 units at once");
    }

    private String ask(String method, String path, String headers, String body) throws IOException {
        return send(method, path, "localhost", headers, body);
    }

    /// All of the answer, up to the connection's end.
    private String send(String method, String path, String host, String headers, String body)
            throws IOException {
        try (Socket socket = new Socket(ANY.getAddress(), server.monitoringPort())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            String text =
                    "%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%s\r\n%s"
                            .formatted(method, path, host, headers, body);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

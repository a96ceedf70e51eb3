package io.fairlead.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fairlead.proxy.filterchain.Sniff;
import io.fairlead.proxy.listener.Arrivals.Kind;
import io.fairlead.proxy.listener.MeshProxy.Mode;
import io.fairlead.proxy.meter.Came;
import io.fairlead.proxy.meter.StatName;
import io.fairlead.proxy.meter.Stats;
import io.fairlead.proxy.model.Cluster.Protocol;
import io.fairlead.testing.Pki;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How connections came in is counted, by real ones on loopback.
class ArrivalsTest {
    private static final String SERVER = "spiffe://cluster.local/ns/shop/sa/server";
    private static final String CLIENT = "spiffe://cluster.local/ns/shop/sa/client";
    private static final Pki.Ca ROOT = Pki.root("cluster.local");
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    private Backend application;
    private MeshProxy outbound;
    private MeshProxy inbound;

    @BeforeEach
    void start() throws IOException {
        application = Backend.echo();
        outbound = new MeshProxy("client", MeshSecrets.of(ROOT.workload(CLIENT), ROOT));
        inbound = new MeshProxy("server", MeshSecrets.of(ROOT.workload(SERVER), ROOT));
    }

    @AfterEach
    void stop() throws IOException {
        outbound.close();
        inbound.close();
        application.close();
    }

    /// What comes back until the other side ends it.
    private static String say(int port, String from, String text) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port, InetAddress.getByName(from), 0)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (java.net.SocketException e) {
            return "reset";
        }
    }

    @Test
    void callersAreToldApart() throws Exception {
        inbound.inbound(Mode.PERMISSIVE, application.port());
        outbound.outbound(inbound.port(), Protocol.HTTP1, SERVER);

        assertThat(say(inbound.port(), "127.0.0.2", REQUEST)).startsWith("HTTP/1.1 200");
        assertThat(say(inbound.port(), "127.0.0.2", REQUEST)).startsWith("HTTP/1.1 200");
        assertThat(say(inbound.port(), "127.0.0.1", REQUEST)).startsWith("HTTP/1.1 200");
        assertThat(say(outbound.port(), "127.0.0.1", REQUEST)).startsWith("HTTP/1.1 200");

        assertThat(inbound.arrived("plain_http")).isEqualTo(2);
        assertThat(inbound.arrived("self")).isEqualTo(1);
        assertThat(inbound.arrived("mesh_mtls")).isEqualTo(1);
        assertThat(outbound.arrived("plain_http") + outbound.arrived("self"))
                .as("what the application itself opens comes from no peer")
                .isZero();
    }

    @Test
    void callersAreKnownByTheirProofElseByTheirAddress() throws Exception {
        inbound.inbound(Mode.PERMISSIVE, application.port());
        outbound.outbound(inbound.port(), Protocol.HTTP1, SERVER);

        String asked =
                REQUEST.replace("/ HTTP", "/cart?secret=1 HTTP")
                        .replace("Host: a", "Host: a\r\nUser-Agent: job");
        say(inbound.port(), "127.0.0.2", asked);
        say(inbound.port(), "127.0.0.2", asked);
        say(outbound.port(), "127.0.0.1", REQUEST);

        assertThat(inbound.callers())
                .extracting(row -> row.way().source(), row -> row.came().unreported())
                .containsExactlyInAnyOrder(
                        tuple("127.0.0.2", new Came.Numbers(2, 2, 0)),
                        tuple(CLIENT, new Came.Numbers(1, 1, 0)));
        assertThat(inbound.callers())
                .filteredOn(row -> row.way().source().equals("127.0.0.2"))
                .extracting(row -> row.came().detail())
                .containsExactly("GET /cart by job");
        assertThat(outbound.callers()).isEmpty();
    }

    @Test
    void whoIsRefusedIsCountedAsRefused() throws Exception {
        inbound.inbound(Mode.STRICT, application.port());

        assertThat(say(inbound.port(), "127.0.0.2", REQUEST)).doesNotStartWith("HTTP/1.1 200");

        assertThat(inbound.arrived("plain_http_refused") + inbound.arrived("plain_tcp_refused"))
                .isEqualTo(1);
        assertThat(inbound.arrived("plain_http") + inbound.arrived("plain_tcp")).isZero();
    }

    @Test
    void theKindIsWhatTheFirstBytesAndTheChainSay() {
        assertThat(Kind.inClear(new Sniff.Tls("a", List.of("h2")), false))
                .isEqualTo(Kind.FOREIGN_TLS);
        assertThat(Kind.inClear(new Sniff.Http2(), false)).isEqualTo(Kind.PLAIN_HTTP);
        assertThat(Kind.inClear(Sniff.OPAQUE, true)).isEqualTo(Kind.PLAIN_HTTP);
        assertThat(Kind.inClear(Sniff.OPAQUE, false)).isEqualTo(Kind.PLAIN_TCP);
    }

    @Test
    void nobodyFillsTheMemoryWithPorts() {
        Stats stats = new Stats();
        Arrivals arrivals = new Arrivals(stats);
        for (int port = 1; port <= Arrivals.PORTS_MAX + 10; port++) {
            arrivals.taken(port, Kind.PLAIN_TCP, "10.0.0.9", "");
        }
        assertThat(stats.counter(new StatName("inbound", "other", "plain_tcp")).sum())
                .isEqualTo(10);
    }
}

package io.fairlead.minicluster.streaming;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.minicluster.api.http.ClusterPki;
import io.fairlead.minicluster.api.http.NodeClient;
import io.fairlead.minicluster.kubelet.StandInPod;
import io.fairlead.testing.RealParts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a kubelet's server says to clients that don't keep to the protocols, on real sockets.
class StreamProtocolTest {

    private static final String CAT = "/exec/default/app/main?command=cat&input=1&output=1";
    private static final StreamLimits SMALL =
            new StreamLimits(
                    1,
                    100,
                    1_000,
                    4,
                    4,
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(2));

    @TempDir private static Path dir;
    private @Nullable StandInPod pod;
    private @Nullable KubeletServer server;
    private @Nullable ClusterPki pki;

    @BeforeEach
    void start() throws Exception {
        RealParts.root("network and mount namespaces");
        StandInPod app = StandInPod.create(dir.resolve("app"));
        pod = app;
        app.start("main", List.of("sleep", "infinity"), Map.of("PATH", System.getenv("PATH")));
        ClusterPki made =
                ClusterPki.open(
                        dir.resolve("pki"), InstantSource.system().instant(), new SecureRandom());
        pki = made;
        ClusterPki.Identity own = made.server("n1", List.of("127.0.0.1"), List.of());
        server =
                KubeletServer.start(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        new KubeletServer.Keys(
                                made.root(), own.certificate(), own.key(), NodeClient.NAME),
                        (_, name) -> name.equals("app") ? Optional.of(app) : Optional.empty(),
                        SMALL);
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
        if (pod != null) {
            pod.close();
        }
    }

    private RawClient client() throws Exception {
        return new RawClient(requireNonNull(pki), NodeClient.NAME, requireNonNull(server).port());
    }

    @Test
    void theEndOfInputIsToldInVersionFive() throws Exception {
        try (RawClient client = client()) {
            assertThat(client.webSocket(CAT, "v5.channel.k8s.io, v4.channel.k8s.io"))
                    .contains(
                            "101 ",
                            "Sec-WebSocket-Protocol: v5.channel.k8s.io",
                            "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            client.message(0, "hello");
            assertThat(client.next().text()).isEqualTo("hello");
            client.frame(2, new byte[] {(byte) 255, 0});
            RawClient.Message status = client.next();
            assertThat(status.content()[0]).isEqualTo((byte) 3);
            assertThat(status.text()).contains("\"status\":\"Success\"");
            assertThat(client.next().code()).isEqualTo(1_000);
        }
    }

    @Test
    void versionFourKnowsNoEndOfInput() throws Exception {
        try (RawClient client = client()) {
            assertThat(client.webSocket(CAT, "v4.channel.k8s.io")).contains("v4.channel.k8s.io");
            client.frame(2, new byte[] {(byte) 255, 0});
            assertThat(client.next().code()).isEqualTo(1_002);
        }
    }

    @Test
    void aChannelThatIsntTheClientsClosesTheConnection() throws Exception {
        try (RawClient client = client()) {
            client.webSocket(CAT, "v5.channel.k8s.io");
            client.message(9, "x");
            RawClient.Message close = client.next();
            assertThat(close.opcode()).isEqualTo(8);
            assertThat(close.code()).isEqualTo(1_002);
            assertThat(close.text()).contains("not to 9");
        }
    }

    @Test
    void aMessageThatIsTooLargeClosesTheConnection() throws Exception {
        try (RawClient client = client()) {
            client.webSocket(CAT, "v5.channel.k8s.io");
            client.message(0, "x".repeat(2_000));
            RawClient.Message close = client.next();
            assertThat(close.opcode()).isEqualTo(8);
            assertThat(close.code()).isEqualTo(1_009);
        }
    }

    @Test
    void framesWithoutAMaskAreRefused() throws Exception {
        try (RawClient client = client()) {
            client.webSocket(CAT, "v5.channel.k8s.io");
            client.send(new byte[] {(byte) 0x82, 2, 0, 'x'});
            assertThat(client.next().code()).isEqualTo(1_002);
        }
    }

    @Test
    void unknownProtocolsAreNamed() throws Exception {
        try (RawClient client = client()) {
            assertThat(client.webSocket(CAT, "v1.channel.k8s.io")).startsWith("HTTP/1.1 400");
        }
        try (RawClient client = client()) {
            assertThat(client.spdy(CAT, "channel.k8s.io")).startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        for (String path :
                List.of(
                        "/exec/default/other/main?command=cat",
                        "/exec/default/app/other?command=cat",
                        "/run/default/app/main")) {
            try (RawClient client = client()) {
                assertThat(client.webSocket(path, "v5.channel.k8s.io")).startsWith("HTTP/1.1 404");
            }
        }
        try (RawClient client = client()) {
            assertThat(client.webSocket("/exec/default/app/main", "v5.channel.k8s.io"))
                    .startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void moreSessionsThanMayBeAreRefusedUntilOneEnds() throws Exception {
        try (RawClient first = client()) {
            assertThat(first.webSocket(CAT, "v5.channel.k8s.io")).contains("101 ");
            try (RawClient second = client()) {
                assertThat(second.webSocket(CAT, "v5.channel.k8s.io")).startsWith("HTTP/1.1 429");
            }
        }
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        boolean served = false;
        while (!served) {
            assertThat(System.nanoTime()).isLessThan(end);
            try (RawClient third = client()) {
                served = third.webSocket(CAT, "v5.channel.k8s.io").contains("101 ");
            }
        }
    }

    @Test
    void aPortOfAWebSocketBeginsWithItsNumberAndSaysWhyItFailed() throws Exception {
        try (RawClient client = client()) {
            assertThat(client.webSocket("/portForward/default/app?port=265", "v4.channel.k8s.io"))
                    .contains("101 ", "Sec-WebSocket-Protocol: v4.channel.k8s.io");
            assertThat(client.next().content()).containsExactly(0, 9, 1);
            assertThat(client.next().content()).containsExactly(1, 9, 1);
            RawClient.Message why = client.next();
            assertThat(why.content()[0]).isEqualTo((byte) 1);
            assertThat(why.text())
                    .contains("error forwarding port 265 to pod app", "Connection refused");
            assertThat(client.next().code()).isEqualTo(1_000);
        }
    }

    @Test
    void aWebSocketIsClosedWhenItsLastPortHasEnded() throws Exception {
        try (RawClient client = client()) {
            client.webSocket("/portForward/default/app?port=9&port=10", "v4.channel.k8s.io");
            Set<Integer> channels = new TreeSet<>();
            RawClient.Message next = client.next();
            while (next.opcode() == 2) {
                channels.add((int) next.content()[0]);
                next = client.next();
            }
            assertThat(channels).containsExactly(0, 1, 2, 3);
            assertThat(next.code()).isEqualTo(1_000);
        }
    }

    @Test
    void aClientOnlyWritesToTheChannelsOfItsPorts() throws Exception {
        try (RawClient client = client()) {
            client.webSocket("/portForward/default/app?port=9", "v4.channel.k8s.io");
            client.message(1, "x");
            RawClient.Message next = client.next();
            while (next.opcode() == 2 || next.code() == 1_000) {
                next = client.next();
            }
            assertThat(next.code()).isEqualTo(1_002);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?port=0", "?port=65536", "?port=web", "?port=9&port=x"})
    void whatIsNoPortIsRefused(String query) throws Exception {
        try (RawClient client = client()) {
            assertThat(client.webSocket("/portForward/default/app" + query, "v4.channel.k8s.io"))
                    .startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void nonsenseInsteadOfSpdyEndsTheConnection() throws Exception {
        try (RawClient client = client()) {
            assertThat(client.spdy("/portForward/default/app", "portforward.k8s.io"))
                    .contains("101 ", "Upgrade: SPDY/3.1");
            client.send(new byte[] {(byte) 0x80, 9, 0, 1, 0, 0, 0, 4, 0, 0, 0, 0});
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void aClientThatOpensNoStreamsIsNotWaitedForLong() throws Exception {
        try (RawClient client = client()) {
            assertThat(client.spdy(CAT, "v4.channel.k8s.io")).contains("101 ");
            assertThat(client.rest()).isEmpty();
        }
    }
}

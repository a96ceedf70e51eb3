package io.fairlead.proxy.listener;

import static io.fairlead.proxy.listener.Http2Frames.HEADERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.listener.Backend.Talk;
import io.fairlead.proxy.listener.Http2Frames.Frame;
import io.fairlead.proxy.listener.Http2ResponseCases.Case;
import io.fairlead.proxy.listener.Http2ResponseCases.Fate;
import io.fairlead.proxy.model.Cluster;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Answers of a host in HTTP/2, frame by frame, to a client of HTTP/1.1: there a byte too many would be the beginning of
/// the next answer. The client gets the answer, or hears that there is none, and the log says why; the next request is
/// answered by the host's answer to it.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MalformedHttp2ResponseTest {

    private static final int INFORMATIONAL_MAX = 16;

    private final AtomicReference<Case> now = new AtomicReference<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private Backend backend;
    private Proxy proxy;

    @BeforeAll
    void start() throws Exception {
        backend = new Backend(this::play);
        Cluster cluster = Clusters.of("a", backend.port()).withProtocol(Cluster.Protocol.HTTP2);
        proxy = Proxy.http2().cluster(cluster).route("/", "a").start();
    }

    @AfterAll
    void stop() throws Exception {
        proxy.close();
        backend.close();
    }

    private void play(Talk talk) throws IOException {
        var host = new Http2Frames(talk.socket());
        Case of = now.get();
        if (!host.preface() || of == null) {
            return;
        }
        boolean old = of.name().equals("an answer in HTTP/1.1") && !asked.contains("/first");
        if (!old) {
            host.settings();
        }
        Frame frame = host.next();
        while (frame != null) {
            host.acknowledge(frame);
            if (frame.type() == HEADERS) {
                answer(host, frame);
            }
            frame = host.next();
        }
    }

    private void answer(Http2Frames host, Frame request) throws IOException {
        String path = request.field(":path");
        asked.add(path);
        if (path.equals("/second")) {
            host.headers(request.stream(), false, ":status", "200");
            host.data(request.stream(), true, "second");
        } else {
            now.get().script().answer(host, request.stream());
        }
    }

    static List<Case> cases() {
        return Http2ResponseCases.all();
    }

    @Test
    void thereAreAtLeastEightyCases() {
        assertThat(cases()).hasSizeGreaterThanOrEqualTo(80);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isAnsweredAsItHasToBe(Case of) throws Exception {
        now.set(of);
        asked.clear();
        proxy.forgetLog();
        try (Talk talk = proxy.connect()) {
            talk.say(of.method() + " /first HTTP/1.1\r\nHost: a\r\n\r\n");
            Reply first = Reply.next(talk, of.method().equals("HEAD"));
            assertThat(first.status()).isEqualTo(of.status());
            assertThat(first.informational()).isLessThanOrEqualTo(INFORMATIONAL_MAX);
            assertThat(proxy.logged()).startsWith(of.method() + " /first " + log(of));
            boolean cut = of.fate().name().startsWith("CUT");
            assertThat(first.complete()).isEqualTo(!cut);
            assertThat(first.body()).doesNotContain("smuggled");
            if (cut || of.fate() == Fate.ANSWERED) {
                assertThat(first.body()).isEqualTo(of.body());
            }
            if (cut || of.fate() == Fate.BODILESS) {
                assertThat(talk.rest()).as("behind an answer that was cut").isEmpty();
                try (Talk other = proxy.connect()) {
                    second(other);
                }
            } else {
                second(talk);
            }
        }
        // A kept connection that ends may be stale, so a request without effect is sent once more.
        assertThat(asked)
                .startsWith("/first")
                .endsWith("/second")
                .hasSizeLessThanOrEqualTo(of.fate() == Fate.GONE ? 3 : 2);
    }

    private void second(Talk talk) throws Exception {
        talk.say("GET /second HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        Reply second = Reply.next(talk, false);
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.body()).isEqualTo("second");
        assertThat(talk.rest()).isEmpty();
        assertThat(proxy.logged()).startsWith("GET /second 200 - ");
    }

    private static String log(Case of) {
        return switch (of.fate()) {
            case REFUSED -> "502 UPE upstream_reset_before_response_started{protocol_error} ";
            case RESET -> "503 UR upstream_reset_before_response_started{remote_reset} ";
            case GONE -> "503 UC upstream_reset_before_response_started{connection_termination} ";
            case CUT_MALFORMED -> "200 UPE ";
            case CUT_RESET -> "200 UR ";
            case CUT_GONE -> "200 UC ";
            case BODILESS -> of.status() + " UPE ";
            case ANSWERED -> of.status() + " - via_upstream ";
        };
    }
}

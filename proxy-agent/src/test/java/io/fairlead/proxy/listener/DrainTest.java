package io.fairlead.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.proxy.listener.Backend.Talk;
import java.io.IOException;
import java.net.ConnectException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A proxy on its way out takes no more calls from outside, finishes those that it has, and lets its application call.
class DrainTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private Backend backend;
    private Proxy proxy;

    @BeforeEach
    void start() throws Exception {
        backend = Backend.echo();
        proxy = new Proxy().cluster("a", backend.port()).route("/", "a");
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        backend.close();
    }

    @Test
    void aConnectionGoesOnAndNoOtherIsTaken() throws Exception {
        proxy.inbound().start();
        int port = proxy.port();
        Talk before = proxy.connect();
        before.say(GET);
        assertThat(before.head()).startsWith("HTTP/1.1 200 ");
        String _ = before.head();

        proxy.drain(true);
        assertThat(proxy.listens()).isFalse();
        assertThatThrownBy(() -> untilRefused(port)).isInstanceOf(ConnectException.class);
        before.say(GET);
        assertThat(before.head()).startsWith("HTTP/1.1 200 ");
        // Configuration that comes meanwhile changes nothing of that.
        proxy.start();
        assertThat(proxy.listens()).isFalse();
    }

    @Test
    void theApplicationMayStillCall() throws Exception {
        proxy.start().drain(true);
        assertThat(proxy.get("/")).startsWith("HTTP/1.1 200 ");
        proxy.drain(false);
        assertThat(proxy.listens()).isFalse();
    }

    /// A socket is closed by its loop.
    private static void untilRefused(int port) throws IOException {
        long end = System.nanoTime() + 10_000_000_000L;
        while (System.nanoTime() < end) {
            Talk.to(port).close();
        }
    }
}

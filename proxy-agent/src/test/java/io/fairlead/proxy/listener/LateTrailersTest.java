package io.fairlead.proxy.listener;

import static io.fairlead.proxy.listener.Http2Frames.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.listener.Backend.Talk;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A request over HTTP/2 whose trailers come by themselves, when all before them is at its host already.
@Timeout(60)
class LateTrailersTest {

    private final CountDownLatch bodyThere = new CountDownLatch(1);

    private void play(Talk talk) throws IOException {
        assertThat(talk.head()).contains("transfer-encoding: chunked");
        assertThat(talk.read(7)).isEqualTo("2\r\nhi\r\n");
        bodyThere.countDown();
        assertThat(talk.read(5)).isEqualTo("0\r\n\r\n");
        talk.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        talk.rest();
    }

    @Test
    void endTheRequest() throws Exception {
        try (Backend backend = new Backend(this::play);
                Proxy proxy = Proxy.http2().cluster("a", backend.port()).route("/", "a").start();
                Http2Frames client = Http2Frames.client(proxy.port())) {
            client.send(HEADERS, END_HEADERS, 1, block(request("POST", "/")));
            client.send(DATA, 0, 1, new byte[] {'h', 'i'});
            bodyThere.await();
            client.send(HEADERS, END_HEADERS | END_STREAM, 1, block("x-sum", "1"));
            assertThat(client.await(HEADERS, 1).field(":status")).isEqualTo("200");
            assertThat(client.await(DATA, 1).text()).isEqualTo("ok");
        }
    }
}

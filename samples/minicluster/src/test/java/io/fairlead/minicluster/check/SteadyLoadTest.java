package io.fairlead.minicluster.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.minicluster.clock.Ticks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The load of the rows counts what failed, and only that.
@Timeout(60)
class SteadyLoadTest {
    private static final String WHOLE = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @ParameterizedTest
    @ValueSource(
            strings = {
                WHOLE,
                "HTTP/1.1 200 OK\r\n\r\nuntil the end",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"
            })
    void anAnswerIsWhole(String answer) {
        assertThat(SteadyLoad.wrong(answer)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\n",
                "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n"
            })
    void anAnswerIsNone(String answer) {
        assertThat(SteadyLoad.wrong(answer)).isNotEmpty();
    }

    /// Of four requests the third gets no answer, and the fourth isn't waited with.
    @Test
    void eachRequestIsAskedOnceAndCounted() throws Exception {
        Thread serving;
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            CountDownLatch four = new CountDownLatch(4);
            serving = Thread.ofVirtual().start(() -> serve(server, four));
            SteadyLoad load =
                    SteadyLoad.start(
                            "/page", 200, "127.0.0.1:" + server.getLocalPort(), fourTimes());
            four.await();
            Fleet.Seen seen = load.stop();
            assertThat(seen.asked()).isEqualTo(4);
            assertThat(seen.failed()).isEqualTo(1);
            assertThat(seen.which()).contains("0 bytes without an end of its headers");
        }
        serving.join();
    }

    /// Time that stands still after four requests.
    private static Ticks fourTimes() {
        return new Ticks() {
            private final CountDownLatch never = new CountDownLatch(1);
            private int pauses;

            @Override
            public long nanoTime() {
                return 0;
            }

            @Override
            public void pause(Duration time) throws InterruptedException {
                pauses++;
                if (pauses == 4) {
                    never.await();
                }
            }
        };
    }

    private static void serve(ServerSocket server, CountDownLatch served) {
        for (int number = 1; !server.isClosed(); number++) {
            try (Socket socket = server.accept()) {
                byte[] request = new byte[1024];
                int read = socket.getInputStream().read(request);
                assertThat(new String(request, 0, read, StandardCharsets.US_ASCII))
                        .startsWith("GET /page HTTP/1.1\r\n")
                        .contains("Connection: close");
                if (number != 3) {
                    socket.getOutputStream().write(WHOLE.getBytes(StandardCharsets.US_ASCII));
                }
                served.countDown();
            } catch (IOException _) {
                return;
            }
        }
    }
}

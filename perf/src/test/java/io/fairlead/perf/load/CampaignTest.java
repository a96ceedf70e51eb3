package io.fairlead.perf.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fairlead.perf.load.Order.Protocol;
import io.fairlead.perf.load.Order.Shape;
import io.fairlead.perf.load.Order.Target;
import io.fairlead.perf.table.Histogram;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A server that the test lets stall, on a real socket.
class CampaignTest {
    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REFUSAL =
            "HTTP/1.1 503 No\r\nContent-Length: 4\r\n\r\nbody".getBytes(StandardCharsets.US_ASCII);

    private final MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private volatile long stallNanosOnce;
    private volatile byte[] answer = ANSWER;
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual()
                .start(() -> {
                    while (!server.isClosed()) {
                        try {
                            Socket socket = server.accept();
                            Thread.ofVirtual().start(() -> serve(socket));
                        } catch (IOException _) {
                            return;
                        }
                    }
                });
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).get(5, TimeUnit.SECONDS);
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            int line = 0;
            for (int next = in.read(); next >= 0; next = in.read()) {
                line = next == '\n' ? line : next == '\r' ? line + 1 : 0;
                if (line == 2 && next == '\n') {
                    long stall = stallNanosOnce;
                    stallNanosOnce = 0;
                    if (stall > 0) {
                        LockSupport.parkNanos(stall);
                    }
                    socket.getOutputStream().write(answer);
                    line = 0;
                }
            }
        } catch (IOException _) {
            // the campaign is over
        }
    }

    private Result run(Shape shape, int millis) throws Exception {
        Target target = new Target(Protocol.HTTP1, server.getLocalPort(), "h", "/", 4);
        return new Campaign(new Order(target, shape, millis, List.of()), group.next())
                .start()
                .get(20, TimeUnit.SECONDS);
    }

    @Test
    void aStallIsChargedToEveryRequestThatWasDueMeanwhile() throws Exception {
        stallNanosOnce = TimeUnit.MILLISECONDS.toNanos(600);
        Result result = run(Shape.even(1, 1, 200), 600);
        Histogram latency = new Histogram();
        latency.add(result.latency());
        assertThat(result.errors()).isZero();
        assertThat((double) latency.total())
                .as("all that were due while the clock ran")
                .isCloseTo(result.nanos() * 200 / 1e9, within(2.0));
        assertThat(latency.percentile(0.7))
                .as("many were due during the stall, not only the one that hung")
                .isGreaterThan(TimeUnit.MILLISECONDS.toNanos(60));
    }

    @Test
    void saturationKeepsEachConnectionBusy() throws Exception {
        Result result = run(Shape.saturated(4, 1), 200);
        assertThat(result.errors()).isZero();
        assertThat(result.requests()).isGreaterThan(20);
        assertThat(result.bytes())
                .isBetween((result.requests() - 5) * 4, (result.requests() + 5) * 4);
    }

    @Test
    void freshConnectionsCarryOneRequestEach() throws Exception {
        Result result = run(Shape.fresh(2), 200);
        assertThat(result.errors()).isZero();
        assertThat(result.requests()).isPositive();
    }

    @Test
    void anotherStatusThan200IsAnErrorAndSaysWhich() throws Exception {
        answer = REFUSAL;
        Result result = run(Shape.even(2, 1, 100), 200);
        assertThat(result.errors()).isPositive();
        assertThat(result.trouble()).isEqualTo("answered with status 503");
    }

    @Test
    void whenNobodyListensTheResultSaysSo() throws Exception {
        server.close();
        // A machine that does other things may need a while for the first attempt.
        Result result = run(Shape.saturated(1, 1), 1_500);
        assertThat(result.errors()).isPositive();
        assertThat(result.trouble()).contains("refused");
    }
}

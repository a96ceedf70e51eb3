package io.fairlead.proxy.tcp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.LeakWatch;
import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.meter.RequestObserver;
import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.ResponseFlag;
import io.fairlead.proxy.meter.WorkloadLabels;
import io.fairlead.proxy.model.Address;
import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.model.Discovery;
import io.fairlead.proxy.model.Handler.TcpDestination;
import io.fairlead.proxy.model.Handler.TcpHandler;
import io.fairlead.proxy.model.MetricChanges;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakWatch.class)
@Timeout(30)
class TcpForwarderTest {

    private static final int MUCH = 32 * 1024 * 1024;

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, io());
    private final BlockingQueue<String> events = new ArrayBlockingQueue<>(100);
    private final BlockingQueue<RequestRecord> ended = new ArrayBlockingQueue<>(100);
    private ServerSocket server;
    private List<Address> hosts = List.of();
    private boolean overflow;
    private Duration idle = Duration.ZERO;

    @BeforeEach
    void startServer() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        hosts = List.of(new Address("127.0.0.1", server.getLocalPort()));
    }

    /// What the event loop waits with; another kind of socket ends in another way.
    IoHandlerFactory io() {
        return NioIoHandler.newFactory();
    }

    Class<? extends ServerChannel> servers() {
        return NioServerSocketChannel.class;
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
    }

    @Test
    void bytesGoBothWaysAndTheConnectionIsLoggedOnce() throws Exception {
        try (Socket client = connect();
                Socket peer = server.accept()) {
            client.getOutputStream().write("ping".getBytes(US_ASCII));
            assertThat(peer.getInputStream().readNBytes(4)).asString().isEqualTo("ping");
            peer.getOutputStream().write("pong!".getBytes(US_ASCII));
            assertThat(client.getInputStream().readNBytes(5)).asString().isEqualTo("pong!");
        }
        RequestRecord record = ended();
        assertThat(record.bytesReceived).isEqualTo(4);
        assertThat(record.bytesSent).isEqualTo(5);
        assertThat(record.upstreamCluster).isEqualTo("db");
        assertThat(record.upstreamHost).isEqualTo("127.0.0.1:" + server.getLocalPort());
        assertThat(record.upstreamLocalAddress).startsWith("127.0.0.1:");
        assertThat(record.responseFlags).isZero();
        assertThat(events).containsExactly("opened db-0", "moved 4 5", "host closed", "closed");
    }

    @Test
    void aServerThatSpeaksFirstIsConnectedToAtOnce() throws Exception {
        try (Socket client = connect();
                Socket peer = server.accept()) {
            peer.getOutputStream().write("220 ready".getBytes(US_ASCII));
            assertThat(client.getInputStream().readNBytes(9)).asString().isEqualTo("220 ready");
        }
        ended();
    }

    @Test
    void eitherSideMayStopSendingAndStillReceive() throws Exception {
        try (Socket client = connect();
                Socket peer = server.accept()) {
            client.getOutputStream().write("all I have".getBytes(US_ASCII));
            client.shutdownOutput();
            assertThat(peer.getInputStream().readAllBytes()).asString().isEqualTo("all I have");
            peer.getOutputStream().write("thanks".getBytes(US_ASCII));
            peer.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("thanks");
        }
        assertThat(ended().bytesSent).isEqualTo(6);
    }

    @Test
    void theServerMayStopSendingFirst() throws Exception {
        try (Socket client = connect();
                Socket peer = server.accept()) {
            peer.getOutputStream().write("bye".getBytes(US_ASCII));
            peer.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("bye");
            client.getOutputStream().write("more".getBytes(US_ASCII));
            client.shutdownOutput();
            assertThat(peer.getInputStream().readAllBytes()).asString().isEqualTo("more");
        }
        ended();
    }

    @Test
    void muchDataArrivesWhole() throws Exception {
        try (Socket client = connect();
                Socket peer = server.accept()) {
            Thread sender =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    var block = new byte[65_536];
                                    for (int i = 0; i < MUCH / block.length; i++) {
                                        client.getOutputStream().write(block);
                                    }
                                    client.shutdownOutput();
                                } catch (IOException e) {
                                    throw new IllegalStateException(e);
                                }
                            });
            assertThat(count(peer.getInputStream())).isEqualTo(MUCH);
            sender.join();
        }
        assertThat(ended().bytesReceived).isEqualTo(MUCH);
    }

    @Test
    void whoHasSaidAllStillReceivesMuch() throws Exception {
        try (Socket client = connect()) {
            client.shutdownOutput();
            try (Socket peer = server.accept()) {
                answersMuch(client, peer);
            }
        }
        ended();
    }

    @Test
    void whoSaysAllLaterStillReceivesMuch() throws Exception {
        try (Socket client = connect();
                Socket peer = server.accept()) {
            client.getOutputStream().write("more?".getBytes(US_ASCII));
            assertThat(peer.getInputStream().readNBytes(5)).asString().isEqualTo("more?");
            client.shutdownOutput();
            answersMuch(client, peer);
        }
        ended();
    }

    /// So much that the client's side is full many times over.
    private static void answersMuch(Socket client, Socket peer) throws Exception {
        assertThat(peer.getInputStream().read()).isEqualTo(-1);
        Thread sender =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                peer.getOutputStream().write(new byte[MUCH]);
                                peer.shutdownOutput();
                            } catch (IOException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        assertThat(count(client.getInputStream())).isEqualTo(MUCH);
        sender.join();
    }

    @Test
    void aReceiverThatDoesNotReadStopsTheSender() throws Exception {
        try (var sender = SocketChannel.open(proxyAddress());
                Socket silent = server.accept()) {
            sender.configureBlocking(false);
            var block = ByteBuffer.allocate(65_536);
            int sent = 0;
            int stalls = 0;
            while (stalls < 200 && sent < 256 << 20) {
                block.clear();
                int n = sender.write(block);
                sent += n;
                stalls = n == 0 ? stalls + 1 : 0;
                if (n == 0) {
                    TimeUnit.MILLISECONDS.sleep(5);
                }
            }
            assertThat(sent).as("bytes swallowed without a reader").isLessThan(64 << 20);
            assertThat(silent.isConnected()).isTrue();
        }
    }

    @Test
    void aHostThatRefusesIsReplacedByAnother() throws Exception {
        hosts = List.of(closedPort(), hosts.getFirst());
        try (Socket client = connect();
                Socket peer = server.accept()) {
            peer.getOutputStream().write("hi".getBytes(US_ASCII));
            assertThat(client.getInputStream().readNBytes(2)).asString().isEqualTo("hi");
        }
        assertThat(ended().upstreamHost).isEqualTo(hosts.getLast().toString());
        assertThat(events).contains("failed " + hosts.getFirst());
    }

    @Test
    void whenAllAttemptsFailTheClientIsResetAndTheLogSaysWhy() throws Exception {
        hosts = List.of(closedPort());
        assertReset();
        RequestRecord record = ended();
        assertThat(ResponseFlag.text(record.responseFlags)).isEqualTo("UF,URX");
        assertThat(record.upstreamTransportFailure).contains("refused");
        assertThat(events).filteredOn(event -> event.startsWith("failed")).hasSize(3);
    }

    @Test
    void noHostIsUh() throws Exception {
        hosts = List.of();
        assertReset();
        assertThat(ResponseFlag.text(ended().responseFlags)).isEqualTo("UH");
    }

    @Test
    void tooManyConnectionsAreUo() throws Exception {
        overflow = true;
        assertReset();
        assertThat(ResponseFlag.text(ended().responseFlags)).isEqualTo("UO");
    }

    @Test
    void aResetGoesThrough() throws Exception {
        try (Socket client = connect()) {
            Socket peer = server.accept();
            peer.getOutputStream().write('x');
            assertThat(client.getInputStream().read()).isEqualTo('x');
            peer.setSoLinger(true, 0);
            peer.close();
            assertThat(readOrReset(client)).isEqualTo(-2);
        }
        ended();
    }

    @Test
    void anIdleConnectionIsClosed() throws Exception {
        idle = Duration.ofMillis(150);
        try (Socket client = connect();
                Socket peer = server.accept()) {
            for (int i = 0; i < 4; i++) {
                TimeUnit.MILLISECONDS.sleep(80);
                client.getOutputStream().write(i);
                assertThat(peer.getInputStream().read()).isEqualTo(i);
            }
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(ended().connectionTerminationDetails).isEqualTo("idle_timeout");
    }

    // What the tests are made of.

    private InetSocketAddress proxyAddress() throws Exception {
        Channel listener =
                new ServerBootstrap()
                        .group(loop)
                        .channel(servers())
                        .childOption(ChannelOption.AUTO_READ, false)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline()
                                                .addLast(
                                                        new TcpForwarder(
                                                                service(),
                                                                new RequestRecord(),
                                                                new Address("10.0.0.1", 80)));
                                    }
                                })
                        .bind(InetAddress.getLoopbackAddress(), 0)
                        .sync()
                        .channel();
        return (InetSocketAddress) listener.localAddress();
    }

    private Socket connect() throws Exception {
        InetSocketAddress proxy = proxyAddress();
        return new Socket(proxy.getAddress(), proxy.getPort());
    }

    private TcpService service() {
        var handler =
                new TcpHandler(
                        "db",
                        List.of(new TcpDestination("db", 0)),
                        idle,
                        3,
                        List.of(),
                        MetricChanges.STANDARD);
        return new TcpService(
                handler,
                new FakeUpstreams(),
                observer(),
                Clock.SYSTEM,
                RandomGenerator.of("Random"));
    }

    private RequestRecord ended() throws InterruptedException {
        RequestRecord record = ended.poll(10, TimeUnit.SECONDS);
        assertThat(record).as("log record").isNotNull();
        // The host is given back on the same loop, right after.
        loop.next().submit(() -> {}).sync();
        return record;
    }

    private void assertReset() throws Exception {
        try (Socket client = connect()) {
            assertThat(readOrReset(client)).isNegative();
        }
    }

    private static int readOrReset(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read();
        } catch (SocketException e) {
            return -2;
        }
    }

    private static Address closedPort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new Address("127.0.0.1", socket.getLocalPort());
        }
    }

    private static long count(InputStream in) throws IOException {
        long bytes = 0;
        var block = new byte[65_536];
        for (int n = in.read(block); n >= 0; n = in.read(block)) {
            bytes += n;
        }
        return bytes;
    }

    private RequestObserver observer() {
        return new RequestObserver() {
            @Override
            public void onRequestEnd(RequestRecord request) {}

            @Override
            public void onConnectionOpened(RequestRecord connection) {
                events.add("opened " + connection.peer.workload());
            }

            @Override
            public void onConnectionProgress(RequestRecord connection, long received, long sent) {
                events.add("moved " + received + " " + sent);
            }

            @Override
            public void onConnectionClosed(RequestRecord connection) {
                events.add("closed");
                ended.add(connection);
            }
        };
    }

    private final class FakeUpstreams implements TcpUpstreams, TcpUpstreams.Upstream {
        @Override
        public Optional<Upstream> cluster(String name) {
            return Optional.of(this);
        }

        @Override
        public Cluster settings() {
            return Cluster.of("db", new Discovery.OriginalDst(0));
        }

        @Override
        public Future<Channel> connect(Bootstrap bootstrap, Address host, ChannelHandler handler) {
            Promise<Channel> connected = bootstrap.config().group().next().newPromise();
            bootstrap
                    .handler(handler)
                    .connect(host.toSocketAddress())
                    .addListener(
                            (ChannelFutureListener)
                                    done -> {
                                        if (done.isSuccess()) {
                                            connected.setSuccess(done.channel());
                                        } else {
                                            connected.setFailure(done.cause());
                                        }
                                    });
            return connected;
        }

        @Override
        public Pick pick(Address originalDestination, Set<Address> tried) {
            assertThat(originalDestination).isEqualTo(new Address("10.0.0.1", 80));
            if (overflow) {
                return new Overflow();
            }
            return hosts.stream()
                    .filter(host -> !tried.contains(host))
                    .findFirst()
                    .or(() -> hosts.stream().findFirst())
                    .<Pick>map(To::new)
                    .orElse(new NoHost());
        }

        @Override
        public void describe(Address host, @Nullable Channel connection, RequestRecord record) {
            record.peer = WorkloadLabels.ofHost(connection == null ? "" : "db-0;shop;db;v1;c");
        }

        @Override
        public void onConnect(Address host, boolean success) {
            if (!success) {
                events.add("failed " + host);
            }
        }

        @Override
        public void onClose(Address host) {
            events.add("host closed");
        }
    }
}

package io.fairlead.minicluster.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A port of the host's loopback address that leads to a port of the node, by way of the [NodeGate].
public final class HostPort implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HostPort.class);

    private final ServerSocketChannel server;
    private final Path gate;
    private final int nodePort;

    private HostPort(ServerSocketChannel server, Path gate, int nodePort) {
        this.server = server;
        this.gate = gate;
        this.nodePort = nodePort;
    }

    /// Listens on 127.0.0.1.
    ///
    /// @param port 0 takes a free one
    public static HostPort listen(int port, Path gate, int nodePort) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.INET);
        server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        byte[] loopback = {127, 0, 0, 1};
        server.bind(new InetSocketAddress(InetAddress.getByAddress(loopback), port), 1_024);
        HostPort hostPort = new HostPort(server, gate, nodePort);
        Splice.accept(server, "host-port-" + nodePort, hostPort::serve);
        return hostPort;
    }

    /// The port on the host.
    public int port() throws IOException {
        return ((InetSocketAddress) server.getLocalAddress()).getPort();
    }

    /// The port of the node that it leads to.
    public int nodePort() {
        return nodePort;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void serve(SocketChannel client) {
        try (client;
                SocketChannel inside = SocketChannel.open(UnixDomainSocketAddress.of(gate))) {
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            ByteBuffer port = ByteBuffer.allocate(2).putShort((short) nodePort).flip();
            while (port.hasRemaining()) {
                inside.write(port);
            }
            Splice.join(client, inside);
        } catch (IOException gone) {
            LOG.debug("event=host_port_lost port={} reason={}", nodePort, gone.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.fairlead.minicluster.network;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The cluster's end of the way in: a Unix socket, which is a file and so reaches across network namespaces. Each
/// connection names a port of the node in its first two bytes and is joined to it.
public final class NodeGate implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NodeGate.class);
    private static final int CONNECTIONS_MAX = 4_096;

    private final ServerSocketChannel server;
    private final Semaphore connections = new Semaphore(CONNECTIONS_MAX);

    private NodeGate(ServerSocketChannel server) {
        this.server = server;
    }

    /// Opens the gate at this path.
    public static NodeGate open(Path socket) throws IOException {
        Files.deleteIfExists(socket);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket), 1_024);
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        NodeGate gate = new NodeGate(server);
        Splice.accept(server, "node-gate", gate::admit);
        return gate;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void admit(SocketChannel client) {
        if (connections.tryAcquire()) {
            serve(client);
        } else {
            Splice.close(client);
        }
    }

    private void serve(SocketChannel client) {
        try (client;
                SocketChannel node = SocketChannel.open(StandardProtocolFamily.INET)) {
            ByteBuffer port = ByteBuffer.allocate(2);
            while (port.hasRemaining()) {
                if (client.read(port) < 0) {
                    return;
                }
            }
            node.connect(new InetSocketAddress(Plan.NODE, port.getShort(0) & 0xFFFF));
            node.setOption(StandardSocketOptions.TCP_NODELAY, true);
            Splice.join(client, node);
        } catch (IOException refused) {
            LOG.debug("event=node_port_refused reason={}", refused.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            connections.release();
        }
    }
}

package io.fairlead.minicluster.network;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Joins two connections: what comes in at one goes out at the other, each direction ends for itself, and a slow reader
/// slows its writer down, since nothing is kept but one buffer.
final class Splice {

    private static final Logger LOG = LoggerFactory.getLogger(Splice.class);
    private static final int BUFFER_BYTES = 16_384;

    private Splice() {}

    /// Serves whoever comes, each on a thread of its own, until the socket is closed.
    static void accept(ServerSocketChannel server, String name, Consumer<SocketChannel> serve) {
        Thread.ofPlatform()
                .daemon()
                .name(name)
                .start(() -> {
                    try {
                        while (true) {
                            SocketChannel client = server.accept();
                            Thread.ofVirtual().start(() -> serve.accept(client));
                        }
                    } catch (ClosedChannelException _) {
                        LOG.debug("event=listener_closed name={}", name);
                    } catch (IOException broken) {
                        LOG.error(
                                "event=listener_broken name={} reason={}",
                                name,
                                broken.getMessage());
                    }
                });
    }

    /// Returns when both directions have ended. Closes both connections.
    static void join(SocketChannel one, SocketChannel other) throws InterruptedException {
        Thread back = Thread.ofVirtual().start(() -> copy(other, one));
        copy(one, other);
        back.join();
        close(one);
        close(other);
    }

    private static void copy(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        try {
            while (from.read(buffer.clear()) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
            }
            to.shutdownOutput();
        } catch (IOException broken) {
            // A broken side breaks the other one at once; its copy ends by this too.
            reset(from);
            reset(to);
        }
    }

    private static void reset(SocketChannel channel) {
        try {
            if (channel.getLocalAddress() instanceof InetSocketAddress) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException gone) {
            close(channel);
            return;
        }
        close(channel);
    }

    static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // Nothing is left to be done with it.
        }
    }
}

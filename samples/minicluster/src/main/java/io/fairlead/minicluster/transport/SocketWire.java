package io.fairlead.minicluster.transport;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// A server's connection as a wire.
final class SocketWire implements Wire {

    private final ConnectionContext context;

    SocketWire(ConnectionContext context) {
        this.context = context;
    }

    @Override
    public byte @Nullable [] read() throws IOException {
        try {
            return context.dataReader().readBuffer().readBytes();
        } catch (DataReader.InsufficientDataAvailableException | CloseConnectionException _) {
            return null;
        } catch (UncheckedIOException broken) {
            throw new IOException(broken.getMessage(), broken);
        }
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        try {
            context.dataWriter().writeNow(BufferData.create(bytes));
        } catch (RuntimeException broken) {
            // The library has several kinds of them for a connection that is gone.
            throw new IOException(broken.getMessage(), broken);
        }
    }

    @Override
    public void close() {
        try {
            context.serverSocket().close();
        } catch (RuntimeException _) {
            // It was closed already.
        }
    }
}

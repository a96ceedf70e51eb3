package io.fairlead.minicluster.network;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// Connections that begin inside a pod's network: a thread of the machine enters the network, makes a socket there, and
/// ends. The socket stays where it was made, whoever uses it then.
public final class NamespaceSocket {

    private static final int NETWORK = 0x40000000;
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private static final MethodHandle OPEN =
            function(
                    "open",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    private static final MethodHandle SETNS =
            function(
                    "setns",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle CLOSE =
            function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private NamespaceSocket() {}

    /// Connects to a port of 127.0.0.1 in the network of this process.
    ///
    /// @param holder pid of a process in it
    public static SocketChannel connect(long holder, int port) throws IOException {
        CompletableFuture<SocketChannel> made = new CompletableFuture<>();
        Thread.ofPlatform()
                .daemon()
                .name("enter-" + holder)
                .start(() -> {
                    try {
                        enter("/proc/" + holder + "/ns/net");
                        made.complete(SocketChannel.open(StandardProtocolFamily.INET));
                    } catch (IOException refused) {
                        made.completeExceptionally(refused);
                    }
                });
        try {
            SocketChannel channel = made.get();
            try {
                channel.connect(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port));
                return channel;
            } catch (IOException refused) {
                channel.close();
                throw new ConnectException(
                        "connect to 127.0.0.1:%d in the pod: %s"
                                .formatted(port, refused.getMessage()));
            }
        } catch (ExecutionException refused) {
            throw new IOException(refused.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopped);
        }
    }

    /// Moves this thread, which must end soon.
    private static void enter(String namespace) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom(namespace);
            int file = (int) OPEN.invokeExact(path, 0);
            if (file < 0) {
                throw new IOException("the pod's network is gone");
            }
            int entered = (int) SETNS.invokeExact(file, NETWORK);
            int _ = (int) CLOSE.invokeExact(file);
            if (entered != 0) {
                throw new IOException("the pod's network can't be entered");
            }
        } catch (IOException | RuntimeException | Error told) {
            throw told;
        } catch (Throwable other) {
            throw new IllegalStateException(other);
        }
    }

    // What the native side does with these three is known; the launcher allows it.
    @SuppressWarnings("restricted")
    private static MethodHandle function(String name, FunctionDescriptor type) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
    }
}

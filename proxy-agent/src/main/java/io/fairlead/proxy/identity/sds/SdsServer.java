package io.fairlead.proxy.identity.sds;

import io.fairlead.proxy.grpc.GrpcMethods;
import io.fairlead.proxy.identity.Secrets;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The socket where a stock Envoy fetches secrets. All streams live on one event loop; a change of secrets is told to
/// all of them.
public final class SdsServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SdsServer.class);

    /// What the kernel has room for in an address.
    private static final int PATH_BYTES_MAX = 107;

    private final EventLoop loop;
    private final Secrets secrets;
    private final Path socket;
    private final Set<SdsStream> streams = new HashSet<>();
    private @Nullable Channel listener;

    /// @param loop where connections live
    /// @param socket path of the socket; its directory is made when it isn't there
    public SdsServer(EventLoop loop, Secrets secrets, Path socket) {
        this.loop = loop;
        this.secrets = secrets;
        this.socket = socket;
    }

    /// Begins to listen.
    ///
    /// @return false when somebody else serves secrets at that socket (SPIRE, for example): theirs are used
    /// @throws IOException when the socket can't be made
    public boolean start() throws IOException {
        if (isServed(socket)) {
            LOG.info("event=sds_served_by_another socket={}", socket);
            return false;
        }
        Path half = socket.resolveSibling("." + socket.getFileName() + ".new");
        if (half.toString().length() > PATH_BYTES_MAX) {
            throw new IOException(
                    "the socket's path %s is too long. Fix: FAIRLEAD_SDS_SOCKET with a shorter one"
                            .formatted(socket));
        }
        makeDirectory();
        Files.deleteIfExists(half);
        GrpcMethods methods = this::open;
        ChannelFuture bound =
                new ServerBootstrap()
                        .group(loop)
                        .channel(NioServerDomainSocketChannel.class)
                        .childHandler(methods.connections())
                        .bind(UnixDomainSocketAddress.of(half))
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("the socket " + socket + " can't be made", bound.cause());
        }
        listener = bound.channel();
        // Nobody else can connect, not even for a moment: it gets its name when its mode is right.
        Files.setPosixFilePermissions(half, PosixFilePermissions.fromString("rw-------"));
        Files.move(half, socket, StandardCopyOption.ATOMIC_MOVE);
        secrets.onChange(() -> loop.execute(() -> Set.copyOf(streams).forEach(SdsStream::refresh)));
        LOG.info("event=sds_listening socket={}", socket);
        return true;
    }

    private void makeDirectory() throws IOException {
        Path dir = socket.toAbsolutePath().getParent();
        if (dir != null && !Files.isDirectory(dir)) {
            Files.createDirectories(
                    dir,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
    }

    private static boolean isServed(Path socket) {
        if (!Files.exists(socket)) {
            return false;
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return probe.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException nobody) {
            LOG.debug("event=sds_socket_stale reason={}", nobody.getMessage());
            return false;
        }
    }

    private Optional<GrpcMethods.Call> open(String path, GrpcMethods.Answer answer) {
        Optional<SdsStream> stream =
                SdsStream.open(
                        path, answer, name -> ShownSecret.of(name, secrets), streams::remove);
        stream.ifPresent(streams::add);
        return stream.map(GrpcMethods.Call.class::cast);
    }

    @Override
    public void close() {
        Channel open = listener;
        if (open == null) {
            return;
        }
        open.close().awaitUninterruptibly();
        try {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            LOG.warn("event=sds_socket_left socket={} reason=\"{}\"", socket, e.getMessage());
        }
    }
}

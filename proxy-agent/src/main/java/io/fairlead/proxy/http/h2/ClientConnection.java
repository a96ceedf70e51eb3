package io.fairlead.proxy.http.h2;

import io.fairlead.proxy.http.forward.HttpWorker;
import io.fairlead.proxy.http.forward.UpstreamConnection;
import io.fairlead.proxy.http.forward.UpstreamEvents;
import io.fairlead.proxy.http.forward.UpstreamEvents.Trouble;
import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.upstream.Dialer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A connection to a host.
@SuppressWarnings("FutureReturnValueIgnored") // Closing needs no answer.
final class ClientConnection extends Http2ConnectionHandler implements FrameEvents {

    private static final int HEADERS_MAX = 256;
    private static final int HEADER_LIST_BYTES_MAX = 64 * 1024;
    // Stream numbers go up to 2^31 - 1; long before, a new connection takes over.
    private static final int STREAM_ID_MAX = 1 << 30;

    private final HttpWorker worker;
    private final StreamPool pool;
    private final int requestsMax;
    private final HeadReader reader = new HeadReader(HEADERS_MAX);
    private final HeadBlocks blocks = new HeadBlocks();
    private final Http2Connection.PropertyKey key;
    private final List<ClientStream> touched = new ArrayList<>();
    private @Nullable ChannelHandlerContext context;
    private String localAddress = "";
    private @Nullable UpstreamConnection description;
    private boolean settled;
    private boolean draining;
    private boolean broken;
    private boolean reading;
    private boolean pushing;
    private int active;
    private int requests;
    private long lastUsedNanos;

    static ClientConnection of(HttpWorker worker, StreamPool pool, Cluster settings) {
        return new Builder(worker, pool, settings).build();
    }

    private ClientConnection(
            Http2ConnectionDecoder decoder,
            Http2ConnectionEncoder encoder,
            Http2Settings initial,
            Builder builder) {
        super(decoder, encoder, initial);
        this.worker = builder.worker;
        this.pool = builder.pool;
        this.requestsMax = builder.settings.requestsPerConnectionMax();
        this.key = connection().newKey();
        connection()
                .addListener(
                        new Http2ConnectionAdapter() {
                            @Override
                            public void onStreamClosed(Http2Stream stream) {
                                closed(stream);
                            }
                        });
        encoder.flowController()
                .listener(stream -> {
                    ClientStream of = stream.getProperty(key);
                    if (of != null && encoder().flowController().isWritable(stream)) {
                        of.onWritable();
                    }
                });
    }

    private static final class Builder
            extends AbstractHttp2ConnectionHandlerBuilder<ClientConnection, Builder> {
        private final HttpWorker worker;
        private final StreamPool pool;
        private final Cluster settings;

        Builder(HttpWorker worker, StreamPool pool, Cluster settings) {
            this.worker = worker;
            this.pool = pool;
            this.settings = settings;
            connection(Streams.of(false));
            gracefulShutdownTimeoutMillis(H2Limits.DEFAULT.drainMillis());
            initialSettings(
                    Http2Settings.defaultSettings()
                            .pushEnabled(false)
                            .initialWindowSize(H2Limits.DEFAULT.streamWindowBytes())
                            .maxHeaderListSize(HEADER_LIST_BYTES_MAX));
        }

        @Override
        protected ClientConnection build() {
            return super.build();
        }

        @Override
        protected ClientConnection build(
                Http2ConnectionDecoder decoder,
                Http2ConnectionEncoder encoder,
                Http2Settings initial) {
            var connection = new ClientConnection(decoder, encoder, initial, this);
            frameListener(connection);
            return connection;
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) throws Exception {
        context = added;
        super.handlerAdded(added);
    }

    @Override
    public void channelActive(ChannelHandlerContext on) throws Exception {
        localAddress = textOf(on);
        lastUsedNanos = worker.worker().clock().nanos();
        super.channelActive(on);
        Windows.grow(this, H2Limits.DEFAULT.connectionWindowBytes());
    }

    private static String textOf(ChannelHandlerContext on) {
        var local = (InetSocketAddress) on.channel().localAddress();
        String host = local.getAddress().getHostAddress();
        return host.indexOf(':') < 0
                ? host + ":" + local.getPort()
                : "[" + host + "]:" + local.getPort();
    }

    // What the pool asks.

    /// Whether one more stream may be opened.
    boolean hasRoom() {
        ChannelHandlerContext on = context;
        if (on == null || draining || broken || !on.channel().isActive()) {
            return false;
        }
        int most =
                settled
                        ? connection().local().maxActiveStreams()
                        : H2Limits.DEFAULT.streamsBeforeSettings();
        return active < most
                && !connection().goAwayReceived()
                && connection().local().lastStreamCreated() < STREAM_ID_MAX
                && (requestsMax == 0 || requests < requestsMax);
    }

    /// A stream that is about to be opened; ask [#hasRoom] before.
    ClientStream stream(UpstreamEvents events) {
        ChannelHandlerContext on = context;
        if (on == null) {
            throw new IllegalStateException("not connected");
        }
        boolean reused = requests > 0;
        active++;
        requests++;
        return new ClientStream(this, on, events, reused);
    }

    /// A stream that [#stream] gave is over.
    void release() {
        active--;
        lastUsedNanos = worker.worker().clock().nanos();
        boolean spent = requestsMax > 0 && requests >= requestsMax;
        if (active == 0 && (draining || spent || connection().goAwayReceived())) {
            close();
        }
        pool.serve();
    }

    void drain() {
        draining = true;
        if (active == 0) {
            close();
        }
    }

    void sweep(long nowNanos, long idleNanos) {
        if (active == 0 && nowNanos - lastUsedNanos > idleNanos) {
            drain();
        }
    }

    private void close() {
        ChannelHandlerContext on = context;
        if (on != null) {
            on.channel().close();
        }
    }

    // What streams need.

    HttpWorker worker() {
        return worker;
    }

    HeadReader reader() {
        return reader;
    }

    HeadBlocks blocks() {
        return blocks;
    }

    /// For those whom its streams serve; when they begin, the handshake of TLS is over.
    UpstreamConnection description() {
        UpstreamConnection known = description;
        ChannelHandlerContext on = context;
        if (known == null) {
            known =
                    UpstreamConnection.of(
                            localAddress,
                            pool.labels(),
                            on == null ? null : Dialer.tls(on.channel()));
            description = known;
        }
        return known;
    }

    /// Remembers whose the stream is.
    void register(Http2Stream stream, ClientStream of) {
        stream.setProperty(key, of);
    }

    /// Sends what was written: once for all that is written in this turn of the event loop. While frames are being
    /// read, the end of that batch sends it.
    void push() {
        ChannelHandlerContext on = context;
        if (on != null && !reading && !pushing) {
            pushing = true;
            on.executor()
                    .execute(() -> {
                        pushing = false;
                        if (on.channel().isActive()) {
                            flush(on);
                        }
                    });
        }
    }

    // Frames.

    @Override
    public void onSettingsRead(ChannelHandlerContext on, Http2Settings settings) {
        settled = true;
        pool.serve();
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext on, int id, Http2Headers headers, int padding, boolean end)
            throws Http2Exception {
        if ((id & 1) == 0) {
            throw Http2Exception.connectionError(
                    Http2Error.PROTOCOL_ERROR, "a host opened stream %d", id);
        }
        ClientStream of = connection().stream(id).getProperty(key);
        if (of == null) {
            return;
        }
        touched.add(of);
        check(id, of.onHeaders(headers, end));
    }

    private static void check(int id, @Nullable Violation wrong) throws Http2Exception {
        if (wrong != null) {
            throw Http2Exception.streamError(
                    id, Http2Error.PROTOCOL_ERROR, "malformed message: %s", wrong);
        }
    }

    @Override
    public int onDataRead(ChannelHandlerContext on, int id, ByteBuf data, int padding, boolean end)
            throws Http2Exception {
        ClientStream of = connection().stream(id).getProperty(key);
        int bytes = data.readableBytes() + padding;
        if (of == null) {
            return bytes;
        }
        touched.add(of);
        check(id, of.onBytes(data.readableBytes(), end));
        return of.onData(data, bytes, end);
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext on, int id, long error) {
        ClientStream of = connection().stream(id).getProperty(key);
        if (of != null) {
            of.onReset(error == Http2Error.REFUSED_STREAM.code() ? Trouble.REFUSED : Trouble.RESET);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext on, Object message) throws Exception {
        reading = true;
        super.channelRead(on, message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext on) throws Exception {
        reading = false;
        for (int i = 0; i < touched.size(); i++) {
            touched.get(i).onPause();
        }
        touched.clear();
        super.channelReadComplete(on);
    }

    @Override
    protected void onStreamError(
            ChannelHandlerContext on,
            boolean outbound,
            Throwable cause,
            Http2Exception.StreamException error) {
        Http2Stream stream = connection().stream(error.streamId());
        ClientStream of = stream == null ? null : stream.getProperty(key);
        if (of != null && !outbound) {
            of.onReset(Trouble.PROTOCOL_ERROR);
        }
        super.onStreamError(on, outbound, cause, error);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext on, Throwable cause) throws Exception {
        if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) != null) {
            super.exceptionCaught(on, cause);
        } else {
            worker.worker().dialer().broken(on.channel(), cause);
            on.close();
        }
    }

    @Override
    protected void onConnectionError(
            ChannelHandlerContext on,
            boolean outbound,
            Throwable cause,
            @Nullable Http2Exception error) {
        broken |= !outbound && error != null;
        super.onConnectionError(on, outbound, cause, error);
    }

    private void closed(Http2Stream stream) {
        ClientStream of = stream.removeProperty(key);
        if (of == null) {
            return;
        }
        boolean unseen =
                connection().goAwayReceived()
                        && stream.id() > connection().local().lastStreamKnownByPeer();
        if (unseen) {
            of.onReset(Trouble.REFUSED);
        } else {
            of.onReset(broken ? Trouble.PROTOCOL_ERROR : Trouble.TERMINATED);
        }
    }
}

package io.fairlead.proxy.http.forward;

import io.fairlead.proxy.http.codec.Head;
import io.fairlead.proxy.upstream.HostLane;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// What whoever asked for a stream is told about it, on its event loop.
public interface UpstreamEvents {

    /// The stream is there.
    void onStream(UpstreamStream stream);

    /// There will be no stream.
    ///
    /// @param detail for people: what the transport said, or empty
    void onNoStream(HostLane host, Trouble trouble, String detail);

    /// The head of a response has arrived; informational ones (1xx) come before the real one.
    ///
    /// @param head valid only during the call
    void onHead(Head head, boolean bodyFollows);

    /// Part of the body has arrived.
    ///
    /// @param source has at least `length` readable bytes; exactly those must be consumed
    void onData(ByteBuf source, int length);

    /// The response is complete; the stream is gone.
    void onEnd(@Nullable Head trailers);

    /// All that came at once has been told.
    void onPause();

    /// The stream broke; it is gone.
    void onReset(Trouble trouble);

    /// More can be sent.
    void onWritable();

    /// What can go wrong with a stream.
    enum Trouble {
        /// The host refused the connection or cannot be reached.
        CONNECT_FAILURE,
        /// It did not answer in time.
        CONNECT_TIMEOUT,
        /// A limit of the cluster.
        OVERFLOW,
        /// The connection was closed by the host.
        TERMINATED,
        /// The host reset the stream.
        RESET,
        /// The host refused the stream before it did anything (HTTP/2).
        REFUSED,
        /// The response is not HTTP.
        PROTOCOL_ERROR
    }
}

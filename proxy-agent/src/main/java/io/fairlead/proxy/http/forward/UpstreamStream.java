package io.fairlead.proxy.http.forward;

import io.fairlead.proxy.http.codec.Head;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// The side that is asked: one HTTP/1.1 connection while it carries one request, or one stream of an HTTP/2 connection.
/// What is said here may be held back until [#flush]. After the response has ended, or [UpstreamEvents#onReset], it is
/// not to be used.
public interface UpstreamStream {

    /// Sends the head of the request.
    ///
    /// @param edits what changes in `head` on its way
    /// @param bodyFollows false when the request ends here
    void request(Head head, Edits edits, boolean bodyFollows);

    /// Sends part of the body.
    ///
    /// @param source has at least `length` readable bytes; exactly those are consumed
    void data(ByteBuf source, int length);

    /// Ends the request.
    void end(@Nullable Head trailers);

    /// Sends what was held back.
    void flush();

    /// Gives up: nobody wants the response any more. No event follows.
    void cancel();

    /// Whether more can be sent without piling up.
    boolean writable();

    /// Stops or continues to read the response.
    void read(boolean on);

    /// Whether the connection carried requests before this one, so that the peer may just have been closing it.
    boolean reused();

    /// What carries it.
    UpstreamConnection connection();

    /// Becomes a tunnel after a 101: bytes from the host go to `peer`.
    void tunnel(Tunnel peer);

    /// The other end of a tunnel.
    interface Tunnel {
        /// Takes the buffer.
        void write(ByteBuf bytes);

        /// No more bytes come.
        void finish();

        /// Closes the connection when everything is written.
        void close();

        /// Whether more can be written without piling up.
        boolean writable();

        /// Stops or continues to read.
        void read(boolean on);
    }

    /// This end of the tunnel; only after [#tunnel].
    Tunnel tunnelEnd();
}

package io.fairlead.proxy.http.forward;

import io.fairlead.proxy.http.codec.Head;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// The side that asked: one HTTP/1.1 connection, or one stream of an HTTP/2 connection. What is said here may be held
/// back until [#flush].
public interface Downstream {

    /// Sends an informational response (1xx, not 101).
    void inform(Head head);

    /// Sends the head of the response.
    ///
    /// @param edits what changes in `head` on its way
    /// @param bodyFollows false when the response ends here
    void respond(Head head, Edits edits, boolean bodyFollows);

    /// Sends part of the body.
    ///
    /// @param source has at least `length` readable bytes; exactly those are consumed
    void data(ByteBuf source, int length);

    /// Ends the response.
    void end(@Nullable Head trailers);

    /// Sends what was held back.
    void flush();

    /// Gives up: the response cannot be completed.
    void abort();

    /// Whether more can be sent without piling up.
    boolean writable();

    /// Stops or continues to read the request's body.
    void read(boolean on);

    /// The upgrade was accepted: bytes go both ways from here on. The head of the 101 has been sent.
    void tunnel(UpstreamStream upstream);

    /// The exchange is over and may be used for the next request.
    void done();
}

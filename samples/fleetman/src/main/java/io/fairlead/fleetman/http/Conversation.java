package io.fairlead.fleetman.http;

import java.io.Serial;

/// One WebSocket connection, as the role sees it.
public interface Conversation {

    /// The connection stands; from now on this is the way to the other end.
    void opened(Outbox outbox);

    /// The other end said something.
    void text(String message);

    /// The connection is gone, for whatever reason.
    void closed();

    /// The other end is no longer there.
    final class Gone extends RuntimeException {
        @Serial private static final long serialVersionUID = 1L;

        Gone(Throwable cause) {
            super(cause);
        }
    }

    /// The way to the other end. Sending blocks while the other end is slow, and throws {@link Gone} when it has left.
    interface Outbox {
        /// Sends a text message.
        void text(String message);

        /// Asks for a sign of life.
        void ping();

        /// Says good-bye.
        void close(int code, String reason);
    }

    /// Where a conversation begins: before the connection is granted.
    @FunctionalInterface
    interface Start {
        /// The conversation for this upgrade request.
        ///
        /// @throws RemoteFailure when it cannot be had; the client is refused
        Conversation begin(Request upgrade);
    }
}

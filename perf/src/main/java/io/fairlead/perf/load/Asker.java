package io.fairlead.perf.load;

import io.netty.channel.ChannelInboundHandlerAdapter;

/// One connection that carries requests. Belongs to the event loop.
abstract sealed class Asker extends ChannelInboundHandlerAdapter permits Http1Asker, Http2Asker {

    /// What it tells whoever asked.
    interface Listener {

        /// Requests can be sent.
        void opened(Asker asker);

        /// One was answered well.
        ///
        /// @param due as it was given to [#send(long)]
        void answered(Asker asker, long due);

        /// Bytes of an answer's body came.
        void received(int bytes);

        /// It is of no use any more.
        ///
        /// @param unanswered how many requests went down with it
        void lost(Asker asker, int unanswered, String why);
    }

    /// Whether one more request can be sent now.
    abstract boolean isFree();

    /// Sends one.
    ///
    /// @param due when it should have been sent, by `System.nanoTime`; it comes back with the answer
    abstract void send(long due);

    /// Ends it without a word to the listener.
    abstract void close();
}

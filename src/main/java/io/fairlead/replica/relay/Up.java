package io.fairlead.replica.relay;

/// What a follower sends, as docs/replica.proto has it.
sealed interface Up {

    /// What is acknowledged, and sent again on the next stream until it is.
    sealed interface Numbered extends Up {
        /// 1, 2, 3, … in one run of a daemon.
        long number();

        /// That it keeps in memory, about.
        int bytes();
    }

    /// A sidecar reported.
    ///
    /// @param stream that wishes go back by; 0 when none do
    /// @param body not copied: who gives it lets go of it
    @SuppressWarnings("ArrayRecordComponent")
    record Report(long number, long stream, Sender from, byte[] body) implements Numbered {
        private static final int OVERHEAD = 256;

        @Override
        public int bytes() {
            return body.length + OVERHEAD;
        }
    }

    /// A sidecar's stream is over.
    record Ended(long number, long stream) implements Numbered {
        private static final int BYTES = 64;

        @Override
        public int bytes() {
            return BYTES;
        }
    }

    /// What is new of what it sees.
    record Seen(Sight.News news) implements Up {}
}

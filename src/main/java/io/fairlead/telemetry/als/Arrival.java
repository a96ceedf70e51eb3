package io.fairlead.telemetry.als;

import io.fairlead.model.mtls.TrafficClass;

/// That somebody came to a pod, as one entry of its Envoy's log tells it.
///
/// @param kind [TrafficClass#UNOBSERVABLE] where this entry alone doesn't tell
/// @param source the identity that he proved, else his address
/// @param from his address and port: together with `port`, the connection
/// @param detail what tells him from others
/// @param requests that are over: 0 or 1
/// @param news what the entry is
record Arrival(
        int port,
        TrafficClass kind,
        String source,
        String from,
        String detail,
        int requests,
        News news) {

    /// What an entry is.
    enum News {
        /// Of a connection that was let in, or of a request on it.
        TAKEN,
        /// Of a connection that was turned away.
        REFUSED,
        /// Of a connection that is over, of which another log may tell more.
        OVER
    }

    /// A connection, as far as one pod tells it from others.
    record Connection(String from, int port) {}

    int fromPort() {
        return Integer.parseInt(from.substring(from.lastIndexOf(':') + 1));
    }

    Connection connection() {
        return new Connection(from, port);
    }
}

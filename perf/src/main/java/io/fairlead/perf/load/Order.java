package io.fairlead.perf.load;

import java.util.List;

/// What to send where, and for how long.
///
/// @param target whom to ask for what
/// @param shape how often and over how many connections
/// @param millis how long to measure, after connections are open and warm
/// @param processes whose CPU time is read when the measuring begins and ends
public record Order(Target target, Shape shape, int millis, List<Long> processes) {

    public Order {
        processes = List.copyOf(processes);
    }

    /// The same for another time.
    public Order lasting(int otherMillis) {
        return new Order(target, shape, otherMillis, processes);
    }

    /// How requests are written.
    public enum Protocol {
        HTTP1,
        /// In plaintext, by prior knowledge.
        HTTP2
    }

    /// @param port on the loopback
    /// @param bodyBytes how long each answer must be
    public record Target(Protocol protocol, int port, String host, String path, int bodyBytes) {}

    /// @param streams requests at a time on each connection
    /// @param perSecond evenly spaced requests; 0 sends as soon as a connection is free
    /// @param fresh whether each request has a connection of its own
    public record Shape(int connections, int streams, int perSecond, boolean fresh) {

        /// As many as get answered.
        public static Shape saturated(int connections, int streams) {
            return new Shape(connections, streams, 0, false);
        }

        /// Evenly spaced, whatever the answers do.
        public static Shape even(int connections, int streams, int perSecond) {
            return new Shape(connections, streams, perSecond, false);
        }

        /// One connection for one request, this many at a time.
        public static Shape fresh(int connections) {
            return new Shape(connections, 1, 0, true);
        }
    }
}

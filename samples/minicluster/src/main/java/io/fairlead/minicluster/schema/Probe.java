package io.fairlead.minicluster.schema;

import java.time.Duration;
import java.util.List;

/// A question to a container: do you take traffic?
public record Probe(Question question, Timing timing) {

    /// What is asked.
    public sealed interface Question {

        /// `GET path` answers 200 to 399.
        record HttpGet(String path, PortRef port) implements Question {}

        /// A connection is accepted.
        record TcpSocket(PortRef port) implements Question {}

        /// The health service of gRPC says SERVING, without TLS.
        ///
        /// @param service whose health; empty for the whole server
        record Grpc(int port, String service) implements Question {}

        /// A command in the container ends with 0.
        record Exec(List<String> command) implements Question {
            public Exec {
                command = List.copyOf(command);
            }
        }
    }

    /// When, and how often the answer must repeat before it counts.
    public record Timing(
            Duration initialDelay,
            Duration period,
            Duration timeout,
            int successThreshold,
            int failureThreshold) {

        /// Kubernetes' defaults.
        public static final Timing DEFAULT =
                new Timing(Duration.ZERO, Duration.ofSeconds(10), Duration.ofSeconds(1), 1, 3);
    }
}

package io.fairlead.model.telemetry;

import java.util.Arrays;
import java.util.Optional;

/// The access logs that a stock Envoy sends to the daemon, each as a stream of its own.
public enum EnvoyLog {
    /// What its workload calls.
    SOURCE("fairlead-source"),
    /// What is called of its workload.
    DESTINATION("fairlead-destination"),
    /// The same of connections with TLS that the application ends: of those an Envoy doesn't tell that they are.
    FOREIGN_TLS("fairlead-foreign-tls"),
    /// Each connection to its workload at its end, also those that no filter chain took.
    CONNECTIONS("fairlead-connections");

    private final String id;

    EnvoyLog(String id) {
        this.id = id;
    }

    /// What the stream says that it is.
    public String id() {
        return id;
    }

    /// The log of a stream; empty for one that the daemon didn't ask for.
    public static Optional<EnvoyLog> of(String id) {
        return Arrays.stream(values()).filter(log -> log.id.equals(id)).findFirst();
    }
}

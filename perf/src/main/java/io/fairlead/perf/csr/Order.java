package io.fairlead.perf.csr;

import java.util.List;

/// Who shall ask for certificates, and for how long.
///
/// @param port the secured port of the daemon on loopback
/// @param root whom to believe, as PEM
/// @param tokens one for each workload that asks
/// @param workloads how many ask at the same time, each as soon as it has its answer
/// @param fresh whether each call has a TLS connection of its own
/// @param daemon whose CPU time is read when the measuring begins and ends
public record Order(
        int port,
        String root,
        List<String> tokens,
        int workloads,
        boolean fresh,
        int millis,
        long daemon) {
    public Order {
        tokens = List.copyOf(tokens);
    }

    /// The same for another time and kind of connection.
    public Order with(boolean otherFresh, int otherMillis) {
        return new Order(port, root, tokens, workloads, otherFresh, otherMillis, daemon);
    }
}

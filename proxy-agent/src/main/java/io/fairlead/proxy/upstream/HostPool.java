package io.fairlead.proxy.upstream;

/// Connections of one protocol to one host on one event loop, as the loop sees them: something to tidy up.
public interface HostPool {

    /// Closes connections that nobody uses; those in use close when their request is over.
    void drain();

    /// Closes connections that were idle for too long.
    void sweep(long nowNanos);

    /// How many connections are open or being opened.
    int connections();
}

package io.fairlead.proxy.upstream.balance;

/// What a pool knows of its hosts; hosts are named by their index in [LoadBalancer#hosts].
public interface HostStates {
    /// Changes whenever the answer of [#isEjected] changes for any host.
    int version();

    /// Is this host left out for now (outlier detection, health checks)?
    boolean isEjected(int host);

    /// Requests, or connections, that are under way to this host.
    int active(int host);

    /// Nothing is under way, nobody is left out.
    HostStates IDLE =
            new HostStates() {
                @Override
                public int version() {
                    return 0;
                }

                @Override
                public boolean isEjected(int host) {
                    return false;
                }

                @Override
                public int active(int host) {
                    return 0;
                }
            };
}

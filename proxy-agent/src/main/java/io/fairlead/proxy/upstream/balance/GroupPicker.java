package io.fairlead.proxy.upstream.balance;

/// Picks within one group of hosts.
interface GroupPicker {
    /// The index of a host.
    ///
    /// @param random a fresh random number
    /// @param hash of the request; only rings look at it
    /// @param attempt zero for the first try of a request
    int pick(HostStates states, long random, long hash, int attempt);
}

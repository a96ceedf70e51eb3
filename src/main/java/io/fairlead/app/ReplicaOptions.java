package io.fairlead.app;

import io.fairlead.replica.elect.ElectLimits;

/// That this daemon is one of several, which share the directory of the certificate authority, and agree on who leads
/// there or, where objects come from an API server, by a Lease.
///
/// @param host by which the others reach this machine
/// @param name of this daemon to people, as who leads: its pod's; not its alone
public record ReplicaOptions(String host, String name, ElectLimits limits) {

    /// Without a name: the host says it.
    public ReplicaOptions(String host, ElectLimits limits) {
        this(host, host, limits);
    }
}

package io.fairlead.app;

import io.fairlead.replica.elect.ElectLimits;

/// That this daemon is one of several, which share the directory of the certificate authority.
///
/// @param host by which the others reach this machine
public record ReplicaOptions(String host, ElectLimits limits) {}

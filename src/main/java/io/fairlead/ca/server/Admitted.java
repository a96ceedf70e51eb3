package io.fairlead.ca.server;

import io.fairlead.model.identity.Caller;

/// A caller at the door.
///
/// @param address that the connection comes from
record Admitted(Caller.Known caller, String address) {}

package io.fairlead.replica.relay;

import io.fairlead.model.identity.SpiffeId;

/// Who reported, as he proved it to the daemon that heard him.
///
/// @param identity of a sidecar; the daemon's own for what it made of an Envoy's log
/// @param pod that the proof named; else empty
public record Sender(SpiffeId identity, String pod) {}

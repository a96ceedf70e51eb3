package io.fairlead.model.identity;

/// Who calls the daemon.
public sealed interface Caller {

    /// Somebody on a port that asks nobody who he is.
    record Anonymous() implements Caller {}

    /// Somebody who proved it.
    ///
    /// @param pod name of the pod, when the proof tells it; else empty
    record Known(SpiffeId identity, Proof proof, String pod) implements Caller {}

    /// How an identity was proved.
    enum Proof {
        CLIENT_CERTIFICATE,
        TOKEN
    }
}

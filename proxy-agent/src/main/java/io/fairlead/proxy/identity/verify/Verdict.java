package io.fairlead.proxy.identity.verify;

/// What became of a certificate.
public sealed interface Verdict {
    /// It is whom it says.
    record Accepted(Peer peer) implements Verdict {}

    /// Nobody was asked who it is, or it didn't have to answer.
    record Anonymous() implements Verdict {}

    /// It isn't let in.
    ///
    /// @param text what, which and what was expected, for the log
    record Refused(Refusal reason, String text) implements Verdict {}
}

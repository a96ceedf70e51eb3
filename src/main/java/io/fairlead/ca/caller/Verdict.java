package io.fairlead.ca.caller;

import io.fairlead.model.identity.Caller;

/// What a proof is worth.
public sealed interface Verdict {

    record Good(Caller.Known caller) implements Verdict {}

    /// @param reason what was wrong and what was expected; never the secret itself
    record Bad(String reason) implements Verdict {}
}

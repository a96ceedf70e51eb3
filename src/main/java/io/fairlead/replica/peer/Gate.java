package io.fairlead.replica.peer;

import io.fairlead.model.identity.Caller;
import io.fairlead.model.identity.SpiffeId;
import io.grpc.Status;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Who may call: only a daemon, which is who has its certificate, and only while this one leads.
///
/// @param leads whether this daemon leads now
/// @param daemons identity of all daemons
/// @param caller who makes the call that the asking thread serves
public record Gate(BooleanSupplier leads, Supplier<SpiffeId> daemons, Supplier<Caller> caller) {

    /// Why the call that this thread serves is refused; empty when it isn't.
    public Optional<Status> refusal() {
        boolean daemon =
                caller.get() instanceof Caller.Known(SpiffeId id, Caller.Proof proof, _)
                        && proof == Caller.Proof.CLIENT_CERTIFICATE
                        && id.equals(daemons.get());
        if (!daemon) {
            return Optional.of(
                    Status.PERMISSION_DENIED.withDescription("only a daemon tells what it heard"));
        }
        return ended();
    }

    /// Why a call that was let in ends now; empty while it goes on.
    public Optional<Status> ended() {
        return leads.getAsBoolean()
                ? Optional.empty()
                : Optional.of(
                        Status.FAILED_PRECONDITION.withDescription("this daemon doesn't lead"));
    }
}

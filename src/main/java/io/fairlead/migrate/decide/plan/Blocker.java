package io.fairlead.migrate.decide.plan;

import io.fairlead.migrate.decide.caller.Caller;
import io.fairlead.migrate.decide.caller.Cause;
import io.fairlead.migrate.decide.evidence.Seen;
import io.fairlead.model.mtls.UnitId;

/// One thing that speaks against STRICT, with what can be done.
///
/// @param code a cause for callers, a rule's name for configuration
/// @param known somebody of this mesh answers for it
public record Blocker(UnitId unit, String code, String what, String fix, boolean known) {

    static Blocker of(UnitId unit, Seen seen) {
        Caller caller = seen.caller();
        Cause cause = caller.cause();
        String who =
                caller.workload().isEmpty()
                        ? caller.owner()
                        : "%s (pod %s, sa %s, ns %s, address %s)"
                                .formatted(
                                        caller.owner(),
                                        caller.pod(),
                                        caller.serviceAccount(),
                                        caller.namespace(),
                                        caller.address());
        String what =
                "%s %s%s %dx last %s"
                        .formatted(
                                who,
                                seen.kind(),
                                seen.detail().isEmpty() ? "" : " " + seen.detail(),
                                seen.connections(),
                                seen.last());
        String exempt =
                "fairlead mtls exempt %s --from %s --owner NAME --reason WHY --until DATE"
                        .formatted(unit, caller.owner());
        return new Blocker(
                unit,
                cause.name(),
                what,
                cause.fix(caller, unit) + "  | or: " + exempt,
                cause.attributable());
    }

    /// `BLOCKED shop/cart:8080  <- batch/report … cause NO_SIDECAR  fix: …`.
    public String line() {
        return "BLOCKED %s  <- %s  cause %s  fix: %s".formatted(unit, what, code, fix);
    }
}

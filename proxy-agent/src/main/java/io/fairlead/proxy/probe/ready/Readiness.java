package io.fairlead.proxy.probe.ready;

/// Decides whether traffic may come.
public sealed interface Readiness {

    /// Traffic is served as configured.
    record Ready() implements Readiness {}

    /// Not yet, or no longer.
    record NotReady(String reason) implements Readiness {}

    /// What is known at one moment.
    ///
    /// @param withoutIdentity why this proxy can't show who it is; empty when it can, or needn't
    /// @param clusters what became of the clusters that the daemon sent (CDS)
    /// @param listeners what became of the listeners that the daemon sent (LDS)
    /// @param complete every route, cluster and endpoint that the listeners lead to is here
    /// @param bound the listeners accept connections
    /// @param warm the code has run often enough for the first request not to be slow
    /// @param draining this proxy is on its way out
    record Facts(
            String withoutIdentity,
            Updates clusters,
            Updates listeners,
            boolean complete,
            boolean bound,
            boolean warm,
            boolean draining) {}

    /// How often a kind of resource was accepted and rejected.
    record Updates(long accepted, long rejected) {}

    /// The verdict. The first reason that holds is given, in the order in which things come about.
    static Readiness of(Facts facts) {
        if (facts.draining()) {
            return new NotReady("draining");
        }
        if (!facts.withoutIdentity().isEmpty()) {
            return new NotReady(facts.withoutIdentity());
        }
        if (facts.clusters().accepted() == 0 || facts.listeners().accepted() == 0) {
            return new NotReady(
                    "config not received from the daemon (is it running?): "
                            + said("cds", facts.clusters())
                            + "; "
                            + said("lds", facts.listeners()));
        }
        if (!facts.complete()) {
            return new NotReady("config incomplete: listeners wait for routes or endpoints");
        }
        if (!facts.bound()) {
            return new NotReady("listeners not bound");
        }
        if (!facts.warm()) {
            return new NotReady("warming up");
        }
        return new Ready();
    }

    private static String said(String kind, Updates updates) {
        return "%s updates: %d successful, %d rejected"
                .formatted(kind, updates.accepted(), updates.rejected());
    }
}

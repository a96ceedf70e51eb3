package io.fairlead.telemetry.intake;

import io.fairlead.model.identity.Caller;

/// The way to the daemon that leads, while another one does. Who reports never waits here.
public interface Upstream {

    /// Of a daemon that is alone.
    Upstream NONE =
            new Upstream() {
                @Override
                public boolean isThere() {
                    return false;
                }

                @Override
                public void report(Caller.Known from, byte[] report, Wishes.Outlet back) {
                    // Nobody else leads.
                }

                @Override
                public void closed(Wishes.Outlet back) {
                    // Nobody was told that it is open.
                }
            };

    /// True while another daemon leads, or it isn't known yet which one does: then only that one wishes.
    boolean isThere();

    /// A sidecar reported that proved who it is, and for which pod it may report.
    ///
    /// @param report without its traffic
    /// @param back by which wishes go to it
    void report(Caller.Known from, byte[] report, Wishes.Outlet back);

    /// A sidecar's stream is over, or another daemon leads now.
    void closed(Wishes.Outlet back);
}

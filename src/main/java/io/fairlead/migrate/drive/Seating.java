package io.fairlead.migrate.drive;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether this daemon may act, and what it acts with. Of the owner's thread, but for [#now()].
final class Seating {
    private static final Logger LOG = LoggerFactory.getLogger(Seating.class);

    private final Autopilot.Surroundings around;
    private volatile Seat seat;
    private String unread = "";

    /// From where the migration acts.
    ///
    /// @param rival why another one may act, and not this daemon; empty when it may
    record Seat(TrailKeeper trail, Hands hands, String rival) {
        boolean acts() {
            return rival.isEmpty();
        }
    }

    Seating(Autopilot.Surroundings around) {
        this.around = around;
        this.seat =
                idle(
                        around.keeping() == null
                                ? "no --mtls-dir or --mtls-configmaps keeps what it does"
                                : "nothing was read yet");
    }

    Seat now() {
        return seat;
    }

    /// Who may act begins with what stands in the archive; who may no longer leaves it alone.
    Seat taken() {
        Autopilot.Keeping keeping = around.keeping();
        Seat before = seat;
        if (keeping == null) {
            return before;
        }
        String rival = keeping.rival().get();
        if (!rival.isEmpty()) {
            return rival.equals(before.rival()) ? before : take(idle(rival));
        }
        if (before.acts() && !before.hands().isForeign()) {
            return before;
        }
        TrailKeeper trail = TrailKeeper.open(keeping.archive());
        String problem = trail.view().problem();
        Hands hands = null;
        try {
            hands = Hands.open(keeping, trail, around.enforcer(), around.clock());
        } catch (IOException e) {
            problem = keeping.archive().name() + " can't be read: " + e;
        }
        if (!problem.isEmpty() && !problem.equals(unread)) {
            LOG.atError().setMessage("audit trail").addKeyValue("problem", problem).log();
        }
        unread = problem;
        return take(hands == null || trail.isUnread() ? idle(problem) : new Seat(trail, hands, ""));
    }

    private Seat take(Seat next) {
        seat = next;
        return next;
    }

    private Seat idle(String why) {
        TrailKeeper none = TrailKeeper.none("it is not kept: " + why);
        return new Seat(none, Hands.idle(why, none, around.enforcer(), around.clock()), why);
    }
}

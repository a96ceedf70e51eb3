package io.fairlead.migrate.decide.machine;

import io.fairlead.model.mtls.PortMode;
import java.util.Locale;

/// Where a unit stands on its way.
///
/// ```
/// DISCOVERED ─▶ OBSERVING ─▶ READY ─▶ AUDITING ─▶ CANARY ─▶ RAMP 1..n ─▶ SOAK ─▶ LOCKED
///                 ▲  ▲ │       │          │          │          │         │        │ only a human unlocks
///                 │  │ ▼       ▼          ▼          └──────────┴─────────┘        ▼
///                 │ BLOCKED ◀──┴──────────┘                     │               OBSERVING
///                 │  ▲                                          ▼
///                 │  └── a blocker, not a trip ◀──────── ROLLING_BACK ──▶ HELD (3 trips, or a human)
///                 │                                             │
///                 └────────────────── COOLDOWN ◀────────────────┘ a trip
///
/// from LOCKED: HELD, when a human changed its policy
/// from every other one:  HELD · EXEMPT · UNOBSERVABLE, by way of ROLLING_BACK where clear text was refused;
/// from these back to OBSERVING when their reason is gone
/// ```
public sealed interface Phase {

    /// Seen in the configuration, not yet watched.
    record Discovered() implements Phase {}

    /// Evidence is gathered.
    record Observing() implements Phase {}

    /// Something speaks against STRICT, and is named.
    record Blocked() implements Phase {}

    /// The evidence is enough.
    record Ready() implements Phase {}

    /// What STRICT would cut is counted; nothing is cut.
    record Auditing() implements Phase {}

    /// Some pods try it.
    record Canary() implements Phase {}

    /// More pods try it.
    ///
    /// @param step from 0
    record Ramp(int step) implements Phase {}

    /// All pods try it; what is asked for must be seen from outside.
    record Soak() implements Phase {}

    /// STRICT, whoever runs or does not.
    record Locked() implements Phase {}

    /// On the way back to where it came from.
    record RollingBack(Retreat retreat) implements Phase {}

    /// Waiting after a trip.
    record Cooldown() implements Phase {}

    /// Stopped: by a person, by a person's object, by too many trips, by trouble of the control plane.
    record Held() implements Phase {}

    /// A person answers for its clear text, for a time.
    record Exempt() implements Phase {}

    /// No evidence is possible.
    record Unobservable() implements Phase {}

    /// Why it goes back.
    enum Retreat {
        /// A trip condition: counts against the unit.
        TRIP,
        /// A blocker came up.
        BLOCKER,
        /// Evidence is missing.
        GAP,
        /// A person, or trouble of the control plane.
        HOLD,
        /// It is to be left alone: exempt or unobservable.
        SIDE
    }

    /// True while some pods refuse clear text on trial.
    default boolean onTrial() {
        return this instanceof Canary || this instanceof Ramp || this instanceof Soak;
    }

    /// What the pods that it concerns do in it.
    default PortMode mode() {
        return switch (this) {
            case Auditing _ -> PortMode.AUDIT;
            case Canary _, Ramp _, Soak _ -> PortMode.TRIAL;
            case Locked _ -> PortMode.STRICT;
            case Discovered _,
                    Observing _,
                    Blocked _,
                    Ready _,
                    RollingBack _,
                    Cooldown _,
                    Held _,
                    Exempt _,
                    Unobservable _ ->
                    PortMode.PERMISSIVE;
        };
    }

    /// `ROLLING_BACK`, `RAMP`.
    default String title() {
        return getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                .toUpperCase(Locale.ROOT);
    }

    /// How it is written down: `RAMP 1`, `ROLLING_BACK TRIP`.
    default String text() {
        return switch (this) {
            case Ramp(int step) -> title() + " " + step;
            case RollingBack(Retreat retreat) -> title() + " " + retreat;
            default -> title();
        };
    }

    /// What [#text] wrote.
    static Phase parse(String text) {
        String[] words = text.split(" ", -1);
        return switch (words[0]) {
            case "DISCOVERED" -> new Discovered();
            case "OBSERVING" -> new Observing();
            case "BLOCKED" -> new Blocked();
            case "READY" -> new Ready();
            case "AUDITING" -> new Auditing();
            case "CANARY" -> new Canary();
            case "RAMP" -> new Ramp(Integer.parseInt(words[1]));
            case "SOAK" -> new Soak();
            case "LOCKED" -> new Locked();
            case "ROLLING_BACK" -> new RollingBack(Retreat.valueOf(words[1]));
            case "COOLDOWN" -> new Cooldown();
            case "HELD" -> new Held();
            case "EXEMPT" -> new Exempt();
            case "UNOBSERVABLE" -> new Unobservable();
            default -> throw new IllegalArgumentException("\"" + text + "\" is no phase");
        };
    }
}

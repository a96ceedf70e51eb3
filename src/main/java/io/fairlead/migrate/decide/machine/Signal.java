package io.fairlead.migrate.decide.machine;

/// One thing that can be true of a unit at a moment.
public enum Signal {
    /// No evidence is possible on this port.
    UNOBSERVABLE,
    /// A valid exemption names it.
    EXEMPT,
    /// A person, a person's object, a freeze, or trouble of the control plane or of certificates holds it.
    HELD,
    /// A person takes the lock off.
    UNLOCK,
    /// A person changed, or removed, the policy of the lock.
    EDITED,
    /// A person sends it back.
    BACK,
    /// Something speaks against STRICT: E1 is broken by a caller, or E5 fails.
    BLOCKED,
    /// Evidence was lost.
    GAP,
    /// E1 to E6 hold.
    READY,
    /// It may go beyond READY: the drive says so.
    DRIVEN,
    /// It may begin its trial: order, concurrency, windows, and a person where one has to approve.
    MAY_TRY,
    /// It may be locked: a person where one has to approve.
    MAY_LOCK,
    /// The time that the phase takes is over, counted from when all that it concerns had acknowledged it.
    TIME_OVER,
    /// All that it concerns have acknowledged the phase.
    ACKED,
    /// An acknowledgement is missing for too long.
    ACK_LOST,
    /// A trip condition holds: (a) to (d).
    TRIPPED,
    /// Outside of the pods it was seen that clear text is refused and the mesh gets in.
    PROVEN,
    /// Clear text connections from before still live.
    LEGACY
}

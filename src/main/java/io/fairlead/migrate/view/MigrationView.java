package io.fairlead.migrate.view;

import java.util.List;

/// The migration as of one moment.
///
/// @param at when, ISO 8601
/// @param drive how far it goes: `ADVISE`
/// @param asked how far it was asked to go
/// @param profile `production` or `demo`
/// @param note what a person should know of it; empty for nothing
/// @param gaps how often evidence was lost since the daemon started
/// @param units in the order of their names
/// @param exemptions of the object, then those that people gave by an order
public record MigrationView(
        String at,
        String drive,
        String asked,
        String profile,
        String note,
        long gaps,
        TrailView trail,
        List<UnitView> units,
        List<ExemptionView> exemptions) {

    /// Before the first look.
    public static final MigrationView EMPTY =
            new MigrationView("", "", "", "", "", 0, TrailView.NONE, List.of(), List.of());

    public MigrationView {
        units = List.copyOf(units);
        exemptions = List.copyOf(exemptions);
    }

    /// Somebody may come in clear text, for a time.
    ///
    /// @param from `namespace/workload`, an address, or `*`
    /// @param expires ISO 8601
    /// @param over it no longer counts
    /// @param byOrder false for one of the object
    public record ExemptionView(
            String unit,
            String from,
            String owner,
            String reason,
            String expires,
            boolean over,
            boolean byOrder) {}

    /// The audit trail.
    ///
    /// @param records in it
    /// @param anchor hash of the last one: who notes it can tell later that none was cut off
    /// @param problem why it is not kept; empty when it is
    public record TrailView(long records, String anchor, String problem) {
        public static final TrailView NONE = new TrailView(0, "", "");
    }
}

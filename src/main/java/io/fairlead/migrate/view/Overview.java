package io.fairlead.migrate.view;

import io.fairlead.migrate.view.MigrationView.TrailView;
import io.fairlead.migrate.view.UnitView.BlockerView;
import io.fairlead.migrate.view.UnitView.RuleView;
import java.util.List;

/// The migration in short, for who looks every few seconds: a mesh of thousands of ports stays below a megabyte.
///
/// @param at when, ISO 8601; empty before the first look
/// @param events newest first
public record Overview(
        String at,
        String drive,
        String asked,
        String profile,
        String note,
        long gaps,
        TrailView trail,
        List<Line> units,
        List<EventView> events) {

    private static final int CUT_MAX = 5;
    private static final int BLOCKERS_MAX = 5;

    public Overview {
        units = List.copyOf(units);
        events = List.copyOf(events);
    }

    public static Overview of(MigrationView view, List<EventView> events) {
        return new Overview(
                view.at(),
                view.drive(),
                view.asked(),
                view.profile(),
                view.note(),
                view.gaps(),
                view.trail(),
                view.units().stream().map(Line::of).toList(),
                events);
    }

    /// A unit in short.
    ///
    /// @param ticks a digit for each of E1 to E6 that holds, a dash for each that doesn't
    /// @param waitsFor what it needs to go on; empty for nothing
    /// @param blockers at most five of them
    /// @param cut at most five callers whom STRICT would refuse
    public record Line(
            String unit,
            String mode,
            String does,
            String phase,
            String because,
            String entered,
            int pods,
            String ticks,
            String waitsFor,
            String proven,
            String disproved,
            int blockerCount,
            List<BlockerView> blockers,
            List<Cut> cut) {

        public Line {
            blockers = List.copyOf(blockers);
            cut = List.copyOf(cut);
        }

        static Line of(UnitView unit) {
            return new Line(
                    unit.unit(),
                    unit.mode(),
                    unit.does(),
                    unit.phase(),
                    unit.because(),
                    unit.entered(),
                    unit.pods().size(),
                    ticks(unit.rules()),
                    waitsFor(unit),
                    unit.proven(),
                    unit.disproved(),
                    unit.blockers().size(),
                    unit.blockers().stream().limit(BLOCKERS_MAX).toList(),
                    unit.sources().stream()
                            .filter(UnitView.SourceView::cut)
                            .limit(CUT_MAX)
                            .map(one -> new Cut(one.owner(), one.kind(), one.cause(), one.last()))
                            .toList());
        }

        private static String ticks(List<RuleView> rules) {
            StringBuilder ticks = new StringBuilder();
            for (RuleView rule : rules) {
                ticks.append(rule.holds() ? rule.id().substring(1) : "-");
            }
            return ticks.toString();
        }

        private static String waitsFor(UnitView unit) {
            if (unit.phase().equals("LOCKED")) {
                return "";
            }
            if (!unit.trouble().isEmpty()) {
                return unit.trouble();
            }
            if (!unit.blockers().isEmpty()) {
                BlockerView first = unit.blockers().getFirst();
                return first.code() + ": " + first.what();
            }
            return unit.rules().stream()
                    .filter(rule -> !rule.holds())
                    .findFirst()
                    .map(rule -> rule.id() + ": " + rule.says())
                    .orElse("");
        }
    }

    /// A caller whom STRICT would refuse.
    ///
    /// @param last when it came last, ISO 8601
    public record Cut(String owner, String kind, String cause, String last) {}
}

package io.fairlead.migrate.view;

import io.fairlead.migrate.view.UnitView.BlockerView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What the object that asks for the migration says of it in its status.
///
/// @param phase `Observing`, `Ready`, `Auditing`, `Canary`, `Ramping`, `Soaking`, `Blocked`, `Held`, `Locked`: what is
///     done now, else what waits
/// @param drive how far it goes: `Automatic`, `Approve`, `Advise`
/// @param locked ports that are STRICT, of all: `5/7`
/// @param units how many ports are in which phase, and `total`
/// @param nextAction what happens next, or what somebody has to do
/// @param blockers at most [#BLOCKERS_MAX]
/// @param ports at most [#PORTS_MAX], in the order of their names
public record StatusView(
        String phase,
        String drive,
        String locked,
        SortedMap<String, Integer> units,
        String nextAction,
        List<BlockedPort> blockers,
        List<Port> ports,
        List<Condition> conditions) {
    /// An object of Kubernetes has a bounded size.
    static final int BLOCKERS_MAX = 50;

    static final int PORTS_MAX = 500;
    private static final int NAMED_MAX = 5;
    private static final String LOCKED = "LOCKED";
    private static final String STRICT = "STRICT";

    /// Later ones count more: what is done is told before what waits.
    private static final List<Named> PHASES =
            List.of(
                    new Named("UNOBSERVABLE", "unobservable", "Blocked"),
                    new Named("EXEMPT", "exempt", "Exempt"),
                    new Named("HELD", "held", "Held"),
                    new Named("BLOCKED", "blocked", "Blocked"),
                    new Named("DISCOVERED", "observing", "Observing"),
                    new Named("OBSERVING", "observing", "Observing"),
                    new Named("COOLDOWN", "coolingDown", "CoolingDown"),
                    new Named("READY", "ready", "Ready"),
                    new Named("AUDITING", "auditing", "Auditing"),
                    new Named("ROLLING_BACK", "rollingBack", "RollingBack"),
                    new Named("CANARY", "canary", "Canary"),
                    new Named("RAMP", "ramping", "Ramping"),
                    new Named("SOAK", "soaking", "Soaking"));

    /// @param title as the records of units have it
    /// @param count as it is called where ports are counted
    /// @param phase as the whole is called
    private record Named(String title, String count, String phase) {}

    /// Who or what stands in the way of a port.
    public record BlockedPort(String unit, String code, String what, String fix) {}

    /// @param mode what its policies say
    /// @param phase as in `fairlead mtls status`
    /// @param proven whether it was seen from outside that it does what it should
    public record Port(String unit, String mode, String phase, boolean proven) {}

    /// As all objects of Kubernetes have them.
    public record Condition(String type, boolean status, String reason, String message) {}

    public StatusView {
        units = Collections.unmodifiableSortedMap(new TreeMap<>(units));
        blockers = List.copyOf(blockers);
        ports = List.copyOf(ports);
        conditions = List.copyOf(conditions);
    }

    /// Of a migration that has looked at least once.
    public static StatusView of(MigrationView view) {
        List<UnitView> all = view.units();
        SortedMap<String, Integer> counts = new TreeMap<>();
        PHASES.forEach(one -> counts.put(one.count(), 0));
        counts.put("locked", 0);
        counts.put("total", all.size());
        all.forEach(unit -> counts.merge(count(unit), 1, Integer::sum));
        long strict = all.stream().filter(StatusView::isStrict).count();
        boolean done = strict == all.size() && !all.isEmpty();
        List<BlockedPort> blockers =
                all.stream()
                        .filter(unit -> !isStrict(unit))
                        .flatMap(unit -> unit.blockers().stream().map(one -> blocked(unit, one)))
                        .limit(BLOCKERS_MAX)
                        .toList();
        return new StatusView(
                done ? "Locked" : phase(all),
                title(view.drive()),
                strict + "/" + all.size(),
                counts,
                next(view, blockers, done),
                blockers,
                all.stream().limit(PORTS_MAX).map(StatusView::port).toList(),
                List.of(
                        driving(view),
                        blocking(blockers),
                        enforced(all, strict, done),
                        proven(all),
                        trail(view)));
    }

    private static boolean isStrict(UnitView unit) {
        return unit.phase().equals(LOCKED) || unit.mode().equals(STRICT);
    }

    private static String count(UnitView unit) {
        return named(unit).map(Named::count).findFirst().orElse("locked");
    }

    private static Stream<Named> named(UnitView unit) {
        return PHASES.stream().filter(one -> unit.phase().startsWith(one.title()));
    }

    private static String phase(List<UnitView> units) {
        String phase = "Observing";
        int best = -1;
        for (UnitView unit : units) {
            for (int i = 0; i < PHASES.size(); i++) {
                boolean here = !isStrict(unit) && unit.phase().startsWith(PHASES.get(i).title());
                if (here && i > best) {
                    best = i;
                    phase = PHASES.get(i).phase();
                }
            }
        }
        return phase;
    }

    private static BlockedPort blocked(UnitView unit, BlockerView one) {
        return new BlockedPort(unit.unit(), one.code(), one.what(), one.fix());
    }

    private static Port port(UnitView unit) {
        boolean proven = !unit.proven().isEmpty() && unit.disproved().isEmpty();
        return new Port(unit.unit(), unit.mode(), unit.phase(), proven);
    }

    private static String next(MigrationView view, List<BlockedPort> blockers, boolean done) {
        if (done) {
            return "nothing: all ports are STRICT";
        }
        if (!view.drive().equals(view.asked())) {
            return view.note();
        }
        List<String> moves = new ArrayList<>();
        for (Named one : PHASES.reversed()) {
            List<String> units =
                    view.units().stream()
                            .filter(unit -> !isStrict(unit))
                            .filter(unit -> unit.phase().startsWith(one.title()))
                            .map(UnitView::unit)
                            .toList();
            if (!units.isEmpty() && !one.title().equals("BLOCKED")) {
                moves.add(names(units) + " " + one.title());
                break;
            }
        }
        if (!blockers.isEmpty()) {
            BlockedPort first = blockers.getFirst();
            moves.add("%s waits for: %s".formatted(first.unit(), first.fix()));
        }
        return moves.isEmpty() ? view.note() : String.join("; ", moves);
    }

    private static String names(List<String> units) {
        String first = String.join(", ", units.stream().limit(NAMED_MAX).toList());
        return units.size() > NAMED_MAX
                ? "%s and %d more".formatted(first, units.size() - NAMED_MAX)
                : first;
    }

    private static Condition driving(MigrationView view) {
        boolean asked = view.drive().equals(view.asked());
        boolean drives = asked && !view.drive().equals("ADVISE");
        return new Condition(
                "Driving", drives, asked ? title(view.drive()) : "CannotEnforce", view.note());
    }

    private static Condition blocking(List<BlockedPort> blockers) {
        if (blockers.isEmpty()) {
            return new Condition("Blocked", false, "NothingBlocks", "nothing blocks");
        }
        List<String> units = blockers.stream().map(BlockedPort::unit).distinct().toList();
        return new Condition("Blocked", true, "PortsWait", names(units));
    }

    private static Condition enforced(List<UnitView> units, long strict, boolean done) {
        String says = "%d of %d ports are STRICT".formatted(strict, units.size());
        return new Condition("Enforced", done, done ? "AllStrict" : "InProgress", says);
    }

    private static Condition proven(List<UnitView> units) {
        List<String> wrong =
                units.stream()
                        .filter(unit -> !unit.disproved().isEmpty())
                        .map(unit -> unit.unit() + ": " + unit.disproved())
                        .toList();
        return wrong.isEmpty()
                ? new Condition("AsShown", true, "NoMismatch", "no port does other than is shown")
                : new Condition("AsShown", false, "EnforcementMismatch", names(wrong));
    }

    private static Condition trail(MigrationView view) {
        String problem = view.trail().problem();
        return problem.isEmpty()
                ? new Condition("TrailWhole", true, "Whole", "the audit trail is whole")
                : new Condition("TrailWhole", false, "NotKept", problem);
    }

    private static String title(String word) {
        return word.isEmpty() ? "" : word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT);
    }
}

package io.fairlead.minicluster.check;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The rows that the demo answers for, in the order in which they are asked: first what leaves the fleet alone, last
/// what takes things down.
public final class Rows {

    private Rows() {}

    /// All rows.
    public static List<Row> all() {
        return Stream.of(
                        BasicRows.rows(),
                        SetUpRows.rows(),
                        KubectlRows.rows(),
                        NodesRow.rows(),
                        InstallRows.rows(),
                        InjectionRows.rows(),
                        TelemetryRows.rows(),
                        ConfigurationRows.rows(),
                        HeaderRows.rows(),
                        TraceRows.rows(),
                        CanaryRows.rows(),
                        StickinessRows.rows(),
                        DarkReleaseRows.rows(),
                        GatewayRows.rows(),
                        PassthroughRows.rows(),
                        EgressRow.rows(),
                        PrometheusRow.rows(),
                        // Evidence lives in the daemon's memory: before rows that replace the
                        // daemon.
                        MigrationRows.rows(),
                        MutualTlsRows.rows(),
                        ModeChangeRow.rows(),
                        BridgeRows.rows(),
                        IdentityRows.rows(),
                        RoughRows.rows(),
                        // The loop of row 46 has come to an end, which asked in clear text.
                        MigrateRow.rows(),
                        // Its sidecars have read many changes before: it asks what a change costs,
                        // not a start.
                        ChangeRow.rows(),
                        KilledDaemonRow.rows(),
                        CrashRows.rows(),
                        // Nothing is asked of a mesh after them.
                        UninstallRows.rows())
                .flatMap(List::stream)
                .toList();
    }

    /// All that `fairlead demo --migrate` shows.
    public static List<Row> ofMigration() {
        return Stream.of(MigrateRow.rows(), MigrateRow.byName()).flatMap(List::stream).toList();
    }

    /// These, and those that are asked only by name.
    private static List<Row> known() {
        return Stream.of(all(), MigrateRow.byName(), JobRows.byName(), ReplicaRows.byName())
                .flatMap(List::stream)
                .toList();
    }

    /// The rows named, in their order.
    ///
    /// @throws IllegalArgumentException naming an id that no row has
    public static List<Row> only(Set<String> ids) {
        List<Row> rows = known().stream().filter(row -> ids.contains(row.id())).toList();
        Set<String> known = rows.stream().map(Row::id).collect(Collectors.toSet());
        ids.stream()
                .filter(id -> !known.contains(id))
                .findFirst()
                .ifPresent(id -> {
                    throw new IllegalArgumentException(
                            "no row "
                                    + id
                                    + "; rows: "
                                    + known().stream()
                                            .map(Row::id)
                                            .collect(Collectors.joining(" ")));
                });
        return rows;
    }
}

package io.fairlead.app.http;

import io.fairlead.ca.view.CaView;
import io.fairlead.migrate.view.MigrationView;
import io.fairlead.model.config.Problem;
import io.fairlead.model.mtls.UnitId;
import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.push.view.Connections;
import io.fairlead.telemetry.view.GraphView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// What the HTTP ports show.
///
/// @param ready true when the daemon can serve
/// @param metrics the registry's text
/// @param version what `/version` says
/// @param certificates empty when there is no certificate authority
/// @param graph who calls whom
/// @param migration where the migration to mutual TLS is
/// @param leader is asked first for what all daemons hear
public record Sources(
        BooleanSupplier ready,
        Supplier<String> metrics,
        String version,
        Supplier<MeshSnapshot> snapshot,
        Supplier<List<Problem>> problems,
        Connections connections,
        Supplier<Optional<CaView>> certificates,
        Supplier<GraphView> graph,
        Migration migration,
        Elsewhere leader) {

    /// The migration to mutual TLS.
    ///
    /// @param view where it is
    /// @param trail the last records of its audit trail, a line each
    /// @param orders takes what people say
    public record Migration(
            Supplier<MigrationView> view, Supplier<List<String>> trail, Orders orders) {
        public static final Migration NONE =
                new Migration(
                        () -> MigrationView.EMPTY,
                        List::of,
                        new Orders(List.of(), (_, _, _, _) -> "there is no migration"));
    }

    /// Takes orders.
    ///
    /// @param verbs that there are
    public record Orders(List<String> verbs, Taker taker) {
        public Orders {
            verbs = List.copyOf(verbs);
        }
    }

    /// Takes an order.
    @FunctionalInterface
    public interface Taker {
        /// @param units none for all
        /// @param by who says so
        /// @param terms of an exemption
        /// @return what is wrong with it; empty when it was taken
        String order(String verb, List<UnitId> units, String by, Map<String, String> terms);
    }
}

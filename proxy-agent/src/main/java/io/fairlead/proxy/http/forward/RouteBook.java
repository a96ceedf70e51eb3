package io.fairlead.proxy.http.forward;

import io.fairlead.proxy.http.rewrite.Rewrites;
import io.fairlead.proxy.http.route.Routes;
import io.fairlead.proxy.model.ProxySnapshot;
import io.fairlead.proxy.model.RouteTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The named route tables of one snapshot, compiled. A table that has not changed is compiled once.
///
/// @param byName never changed after it was made
public record RouteBook(Map<String, Compiled> byName) {

    /// No tables.
    public static final RouteBook EMPTY = new RouteBook(Map.of());

    public RouteBook {
        byName = Map.copyOf(byName);
    }

    /// A table with what is made from it.
    public record Compiled(Routes routes, Rewrites rewrites) {

        /// The table that has no route.
        public static final Compiled NONE = of(RouteTable.of("", List.of()));

        /// Compiles a table.
        public static Compiled of(RouteTable table) {
            Routes routes = Routes.compile(table);
            return new Compiled(routes, Rewrites.compile(routes));
        }
    }

    /// The tables of the next snapshot.
    public RouteBook next(ProxySnapshot snapshot) {
        Map<String, Compiled> next = new HashMap<>();
        snapshot.routes()
                .forEach((name, table) -> {
                    Compiled before = byName.get(name);
                    boolean same = before != null && before.routes().table().equals(table);
                    next.put(name, same && before != null ? before : Compiled.of(table));
                });
        return new RouteBook(next);
    }

    /// The table of this name, or null.
    public @Nullable Compiled find(String name) {
        return byName.get(name);
    }
}

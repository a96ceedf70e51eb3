package io.fairlead.proxy.listener;

import io.fairlead.proxy.filterchain.ChainTable;
import io.fairlead.proxy.http.forward.RouteBook;
import io.fairlead.proxy.model.FilterChain;
import io.fairlead.proxy.model.Handler;
import io.fairlead.proxy.model.HttpConnection.RouteSource;
import io.fairlead.proxy.model.Listener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A listener in the form that connections are judged by; shared by all event loops.
///
/// @param inline route tables that stand in its chains, compiled
record CompiledListener(
        Listener listener, ChainTable chains, Map<FilterChain, RouteBook.Compiled> inline) {

    /// Compiles it; the one before is returned when nothing has changed.
    static CompiledListener of(@Nullable CompiledListener before, Listener listener) {
        if (before != null && before.listener.equals(listener)) {
            return before;
        }
        Map<FilterChain, RouteBook.Compiled> inline = new HashMap<>();
        for (FilterChain chain : chains(listener)) {
            RouteBook.Compiled known = before == null ? null : before.inline.get(chain);
            if (known != null) {
                inline.put(chain, known);
            } else if (chain.handler() instanceof Handler.HttpHandler(var settings)
                    && settings.routes() instanceof RouteSource.Inline(var table)) {
                inline.put(chain, RouteBook.Compiled.of(table));
            }
        }
        return new CompiledListener(listener, ChainTable.compile(listener), Map.copyOf(inline));
    }

    /// All chains, the default one too.
    static List<FilterChain> chains(Listener listener) {
        List<FilterChain> all = new ArrayList<>(listener.chains());
        listener.fallback().ifPresent(all::add);
        return all;
    }
}

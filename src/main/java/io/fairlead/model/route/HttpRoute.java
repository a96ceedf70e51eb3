package io.fairlead.model.route;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One http route of a VirtualService: the first whose match holds decides.
///
/// @param match any of them must hold; empty matches everything
/// @param timeout null when not written: none
/// @param retries null when not written: the mesh's default
public record HttpRoute(
        String name,
        List<HttpMatch> match,
        HttpAction action,
        Rewrite rewrite,
        @Nullable Duration timeout,
        @Nullable Retries retries,
        @Nullable Fault fault,
        List<Mirror> mirrors,
        @Nullable CorsPolicy cors,
        HeaderChanges headers) {
    public HttpRoute {
        match = List.copyOf(match);
        mirrors = List.copyOf(mirrors);
    }

    /// A route that does nothing but its action.
    public static HttpRoute of(List<HttpMatch> match, HttpAction action) {
        return new HttpRoute(
                "",
                match,
                action,
                Rewrite.NONE,
                null,
                null,
                null,
                List.of(),
                null,
                HeaderChanges.NONE);
    }
}

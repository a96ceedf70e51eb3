package io.fairlead.proxy.model;

import java.util.List;

/// The routes of some domains; the first match wins.
///
/// @param domains `a.b`, `*.b`, `a.*` or `*`; lower case
/// @param includeAttemptCount send `x-envoy-attempt-count` upstream
/// @param retry for routes that have no retry policy of their own
public record VirtualHost(
        String name,
        List<String> domains,
        List<Route> routes,
        HeaderMutations requestHeaders,
        HeaderMutations responseHeaders,
        boolean includeAttemptCount,
        RetryPolicy retry) {

    public VirtualHost {
        domains = List.copyOf(domains);
        routes = List.copyOf(routes);
    }

    /// A host with these domains and routes and no other settings.
    public static VirtualHost of(String name, List<String> domains, List<Route> routes) {
        return new VirtualHost(
                name,
                domains,
                routes,
                HeaderMutations.NONE,
                HeaderMutations.NONE,
                false,
                RetryPolicy.NONE);
    }
}

package io.fairlead.proxy.http.route;

import io.fairlead.proxy.model.HeaderMutations;
import io.fairlead.proxy.model.HostRewrite;

/// The cluster a request goes to, and what only requests to it get (weighted clusters).
///
/// @param index among the clusters of its route
public record Destination(
        int index,
        String cluster,
        HeaderMutations requestHeaders,
        HeaderMutations responseHeaders,
        HostRewrite host) {

    static Destination plain(String cluster) {
        return new Destination(
                0, cluster, HeaderMutations.NONE, HeaderMutations.NONE, HostRewrite.KEEP);
    }
}

package io.fairlead.proxy.http.rewrite;

import io.fairlead.proxy.http.route.HostPort;
import io.fairlead.proxy.http.route.RequestView;
import io.fairlead.proxy.model.Action.Redirect;
import io.fairlead.proxy.model.PathRewrite;
import io.fairlead.proxy.model.RouteMatch;

/// Where a redirect leads.
public final class RedirectLocation {
    private RedirectLocation() {}

    /// The value of `location`.
    public static String of(Redirect redirect, RouteMatch match, RequestView request) {
        String from = request.scheme().toString();
        String scheme = redirect.scheme() == null ? from : redirect.scheme();
        return scheme
                + "://"
                + authority(redirect, request, from, scheme)
                + pathAndQuery(redirect, match, request);
    }

    private static String authority(
            Redirect redirect, RequestView request, String from, String to) {
        String authority =
                redirect.host() == null ? request.authority().toString() : redirect.host();
        String host = authority.substring(0, HostPort.hostLength(authority));
        if (redirect.port() != 0) {
            return host + ":" + redirect.port();
        }
        boolean oldDefault = authority.equals(host + (from.equals("https") ? ":443" : ":80"));
        return !from.equals(to) && oldDefault ? host : authority;
    }

    private static String pathAndQuery(Redirect redirect, RouteMatch match, RequestView request) {
        CharSequence query = redirect.stripQuery() ? null : request.query();
        String path = Paths.pathOnly(redirect.path(), match, request.path());
        boolean ownQuery = redirect.path() instanceof PathRewrite.Full && path.indexOf('?') >= 0;
        return query == null || ownQuery ? path : path + "?" + query;
    }
}

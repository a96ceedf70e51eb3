package io.fairlead.proxy.http.rewrite;

import io.fairlead.proxy.http.route.RequestView;
import io.fairlead.proxy.model.PathRewrite;
import io.fairlead.proxy.model.RouteMatch;
import io.fairlead.proxy.model.RouteMatch.PathMatch;
import org.jspecify.annotations.Nullable;

/// Rewrites paths; the query goes along.
public final class Paths {
    private Paths() {}

    /// Path and query after a rewrite.
    public static String rewrite(PathRewrite rewrite, RouteMatch match, RequestView request) {
        CharSequence query = request.query();
        String path = pathOnly(rewrite, match, request.path());
        return query == null ? path : path + "?" + query;
    }

    /// The path after a rewrite, without query.
    static String pathOnly(PathRewrite rewrite, RouteMatch match, CharSequence path) {
        return switch (rewrite) {
            case PathRewrite.Keep() -> path.toString();
            case PathRewrite.Full(var full) -> full;
            case PathRewrite.Replace(var regex, var substitution) ->
                    regex.replaceAll(path, substitution);
            case PathRewrite.Prefix(var replacement) ->
                    replacement
                            + path.subSequence(matchedLength(match.path(), path), path.length());
        };
    }

    private static int matchedLength(PathMatch match, CharSequence path) {
        return switch (match) {
            case PathMatch.Prefix(var prefix) -> Math.min(prefix.length(), path.length());
            case PathMatch.SegmentPrefix(var prefix) -> Math.min(prefix.length(), path.length());
            case PathMatch.Exact _, PathMatch.Matches _ -> path.length();
            case PathMatch.Connect _ -> 0;
        };
    }

    /// The part of a path and query before the `?`.
    public static CharSequence withoutQuery(CharSequence pathAndQuery) {
        int at = indexOfQuery(pathAndQuery);
        return at < 0 ? pathAndQuery : pathAndQuery.subSequence(0, at);
    }

    /// The part behind the `?`, or null.
    public static @Nullable CharSequence query(CharSequence pathAndQuery) {
        int at = indexOfQuery(pathAndQuery);
        return at < 0 ? null : pathAndQuery.subSequence(at + 1, pathAndQuery.length());
    }

    private static int indexOfQuery(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '?') {
                return i;
            }
        }
        return -1;
    }
}

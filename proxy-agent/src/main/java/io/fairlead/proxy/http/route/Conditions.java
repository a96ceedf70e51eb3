package io.fairlead.proxy.http.route;

import io.fairlead.proxy.model.Ascii;
import io.fairlead.proxy.model.RouteMatch;
import io.fairlead.proxy.model.RouteMatch.HeaderMatch;
import io.fairlead.proxy.model.RouteMatch.PathMatch;
import io.fairlead.proxy.model.RouteMatch.QueryMatch;
import org.jspecify.annotations.Nullable;

/// Does a request meet the conditions of a route? Semantics are Envoy's.
public final class Conditions {
    private Conditions() {}

    /// All conditions of a route.
    ///
    /// @param random decides about fractions
    public static boolean hold(RouteMatch match, RequestView request, long random) {
        if (!path(match.path(), match.caseSensitive(), request) || !fraction(match, random)) {
            return false;
        }
        if (match.grpc() && !isGrpc(request)) {
            return false;
        }
        for (int i = 0; i < match.headers().size(); i++) {
            HeaderMatch header = match.headers().get(i);
            if (!header(header, request.field(header.name()))) {
                return false;
            }
        }
        return match.query().isEmpty() || query(match, request);
    }

    private static boolean path(PathMatch match, boolean caseSensitive, RequestView request) {
        return switch (match) {
            case PathMatch.Prefix(var prefix) ->
                    Ascii.regionMatches(request.path(), 0, prefix, !caseSensitive);
            case PathMatch.Exact(var whole) ->
                    whole.length() == request.path().length()
                            && Ascii.regionMatches(request.path(), 0, whole, !caseSensitive);
            case PathMatch.SegmentPrefix(var prefix) ->
                    segments(prefix, !caseSensitive, request.path());
            case PathMatch.Matches(var regex) -> regex.matches(request.path());
            case PathMatch.Connect() -> Ascii.equalsIgnoreCase(request.method(), "CONNECT");
        };
    }

    private static boolean segments(String prefix, boolean ignoreCase, CharSequence path) {
        return Ascii.regionMatches(path, 0, prefix, ignoreCase)
                && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }

    private static boolean fraction(RouteMatch match, long random) {
        return match.fractionPerMillion() >= RouteMatch.ALL_PER_MILLION
                || Long.remainderUnsigned(random, RouteMatch.ALL_PER_MILLION)
                        < match.fractionPerMillion();
    }

    private static boolean isGrpc(RequestView request) {
        CharSequence type = request.header("content-type");
        String grpc = "application/grpc";
        return type != null
                && Ascii.regionMatches(type, 0, grpc, true)
                && (type.length() == grpc.length() || type.charAt(grpc.length()) == '+');
    }

    /// One condition on a header's value. A missing header meets no condition, not even an inverted one, unless it
    /// counts as empty.
    public static boolean header(HeaderMatch match, @Nullable CharSequence value) {
        if (match.condition() instanceof HeaderMatch.Condition.Present(boolean wanted)) {
            return ((value != null) == wanted) != match.invert();
        }
        CharSequence text = value == null && match.missingIsEmpty() ? "" : value;
        if (text == null) {
            return false;
        }
        boolean holds =
                switch (match.condition()) {
                    case HeaderMatch.Condition.Present _ -> true;
                    case HeaderMatch.Condition.Range(long from, long to) -> inRange(text, from, to);
                    case HeaderMatch.Condition.Text(var wanted) -> wanted.test(text);
                };
        return holds != match.invert();
    }

    private static boolean inRange(CharSequence text, long from, long to) {
        if (text.isEmpty() || text.length() > 19) {
            return false;
        }
        try {
            long value = Long.parseLong(text, 0, text.length(), 10);
            return value >= from && value < to;
        } catch (NumberFormatException _) {
            return false;
        }
    }

    private static boolean query(RouteMatch match, RequestView request) {
        CharSequence query = request.query();
        for (QueryMatch wanted : match.query()) {
            CharSequence value = query == null ? null : QueryText.find(query, wanted.name());
            boolean holds =
                    switch (wanted.wanted()) {
                        case QueryMatch.Wanted.Present(boolean present) ->
                                (value != null) == present;
                        case QueryMatch.Wanted.Text(var text) -> value != null && text.test(value);
                    };
            if (!holds) {
                return false;
            }
        }
        return true;
    }
}

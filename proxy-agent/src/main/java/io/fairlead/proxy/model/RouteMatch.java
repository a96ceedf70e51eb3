package io.fairlead.proxy.model;

import java.util.List;

/// Which requests a route is for: all of it must hold.
///
/// @param caseSensitive of the path
/// @param fractionPerMillion the share of the requests for which it holds; a million = all
/// @param grpc only gRPC requests
public record RouteMatch(
        PathMatch path,
        boolean caseSensitive,
        List<HeaderMatch> headers,
        List<QueryMatch> query,
        int fractionPerMillion,
        boolean grpc) {

    public static final int ALL_PER_MILLION = 1_000_000;

    /// Every request.
    public static final RouteMatch ALL = of(new PathMatch.Prefix("/"));

    public RouteMatch {
        headers = List.copyOf(headers);
        query = List.copyOf(query);
    }

    /// Only the path counts.
    public static RouteMatch of(PathMatch path) {
        return new RouteMatch(path, true, List.of(), List.of(), ALL_PER_MILLION, false);
    }

    /// A copy with these header conditions.
    public RouteMatch withHeaders(List<HeaderMatch> conditions) {
        return new RouteMatch(path, caseSensitive, conditions, query, fractionPerMillion, grpc);
    }

    /// What the path, without query and fragment, has to look like.
    public sealed interface PathMatch {
        /// The whole path.
        record Exact(String path) implements PathMatch {}

        /// The beginning.
        record Prefix(String prefix) implements PathMatch {}

        /// The beginning, which ends where a path segment ends: `/a` is for `/a` and `/a/b`, not for `/ab`.
        record SegmentPrefix(String prefix) implements PathMatch {}

        /// The whole path.
        record Matches(Regex regex) implements PathMatch {}

        /// CONNECT requests, which have no path.
        record Connect() implements PathMatch {}
    }

    /// A condition on a header.
    ///
    /// @param name lower case; `:method`, `:path`, `:authority`, `:scheme` as in HTTP/2
    /// @param invert the condition must not hold
    /// @param missingIsEmpty a missing header counts as an empty one
    public record HeaderMatch(
            String name, Condition condition, boolean invert, boolean missingIsEmpty) {
        /// The header has this value.
        public static HeaderMatch exact(String name, String value) {
            return new HeaderMatch(
                    name, new Condition.Text(new StringMatch.Exact(value, false)), false, false);
        }

        /// What the value has to be.
        public sealed interface Condition {
            /// The header is there (or isn't).
            record Present(boolean present) implements Condition {}

            /// A whole number, `from` inclusive, `to` exclusive.
            record Range(long from, long to) implements Condition {}

            /// Its text.
            record Text(StringMatch match) implements Condition {}
        }
    }

    /// A condition on a query parameter.
    public record QueryMatch(String name, Wanted wanted) {
        /// What the parameter has to be.
        public sealed interface Wanted {
            /// It is there (or isn't).
            record Present(boolean present) implements Wanted {}

            /// Its text, not decoded.
            record Text(StringMatch match) implements Wanted {}
        }
    }
}

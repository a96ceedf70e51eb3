package io.fairlead.translate.route;

import com.google.protobuf.BoolValue;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.QueryParameterMatcher;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.fairlead.model.route.HttpMatch;
import io.fairlead.model.route.StringMatch;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Conditions of a route. Regular expressions are RE2 and must match all of the value.
final class Matches {
    private static final RouteMatch EVERYTHING = RouteMatch.newBuilder().setPrefix("/").build();

    private Matches() {}

    /// Of a route that asks for nothing.
    static RouteMatch everything() {
        return EVERYTHING;
    }

    static boolean isCatchAll(Route route) {
        return route.getMatch().equals(EVERYTHING);
    }

    static RouteMatch of(HttpMatch match) {
        RouteMatch.Builder built = RouteMatch.newBuilder();
        path(match.uri(), built);
        if (match.ignoreUriCase()) {
            built.setCaseSensitive(BoolValue.of(false));
        }
        match.headers().forEach((name, value) -> built.addHeaders(header(name, value)));
        match.withoutHeaders().forEach((name, value) -> built.addHeaders(without(name, value)));
        addPseudo(":method", match.method(), built);
        addPseudo(":authority", match.authority(), built);
        addPseudo(":scheme", match.scheme(), built);
        for (Map.Entry<String, StringMatch> query : match.queryParams().entrySet()) {
            built.addQueryParameters(query(query.getKey(), query.getValue()));
        }
        return built.build();
    }

    private static void path(@Nullable StringMatch uri, RouteMatch.Builder match) {
        switch (uri) {
            case StringMatch.Exact(String value) -> match.setPath(value);
            case StringMatch.Prefix(String value) -> match.setPrefix(value);
            case StringMatch.Regex(String value) -> match.setSafeRegex(regex(value));
            case StringMatch.Present _ -> match.setPrefix("/");
            case null -> match.setPrefix("/");
        }
    }

    private static void addPseudo(
            String name, @Nullable StringMatch value, RouteMatch.Builder match) {
        if (value != null) {
            match.addHeaders(header(name, value));
        }
    }

    private static HeaderMatcher header(String name, StringMatch value) {
        HeaderMatcher.Builder header = HeaderMatcher.newBuilder().setName(name);
        return switch (value) {
            case StringMatch.Present _ -> header.setPresentMatch(true).build();
            case StringMatch.Exact _, StringMatch.Prefix _, StringMatch.Regex _ ->
                    header.setStringMatch(string(value)).build();
        };
    }

    /// A header that is missing counts as empty, so that it differs from any value written.
    private static HeaderMatcher without(String name, StringMatch value) {
        HeaderMatcher.Builder header = header(name, value).toBuilder().setInvertMatch(true);
        if (header.hasStringMatch()) {
            header.setTreatMissingHeaderAsEmpty(true);
        }
        return header.build();
    }

    private static QueryParameterMatcher query(String name, StringMatch value) {
        QueryParameterMatcher.Builder query = QueryParameterMatcher.newBuilder().setName(name);
        return switch (value) {
            case StringMatch.Present _ -> query.setPresentMatch(true).build();
            case StringMatch.Exact _, StringMatch.Prefix _, StringMatch.Regex _ ->
                    query.setStringMatch(string(value)).build();
        };
    }

    private static StringMatcher string(StringMatch match) {
        StringMatcher.Builder matcher = StringMatcher.newBuilder();
        switch (match) {
            case StringMatch.Exact(String value) -> matcher.setExact(value);
            case StringMatch.Prefix(String value) -> matcher.setPrefix(value);
            case StringMatch.Regex(String value) -> matcher.setSafeRegex(regex(value));
            case StringMatch.Present _ -> matcher.setPrefix("");
        }
        return matcher.build();
    }

    static RegexMatcher regex(String expression) {
        return RegexMatcher.newBuilder().setRegex(expression).build();
    }
}

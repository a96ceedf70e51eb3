package io.fairlead.proxy.xds.decode;

import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.QueryParameterMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.fairlead.proxy.model.RouteMatch.HeaderMatch;
import io.fairlead.proxy.model.RouteMatch.HeaderMatch.Condition;
import io.fairlead.proxy.model.RouteMatch.QueryMatch;
import io.fairlead.proxy.model.StringMatch;
import java.util.Locale;

/// Conditions on texts, headers and query parameters.
final class MatcherDecoder {
    private MatcherDecoder() {}

    static StringMatch string(StringMatcher wire, Notes notes) {
        boolean fold = wire.getIgnoreCase();
        return switch (wire.getMatchPatternCase()) {
            case EXACT -> new StringMatch.Exact(wire.getExact(), fold);
            case PREFIX -> new StringMatch.Prefix(wire.getPrefix(), fold);
            case SUFFIX -> new StringMatch.Suffix(wire.getSuffix(), fold);
            case CONTAINS -> new StringMatch.Contains(wire.getContains(), fold);
            case SAFE_REGEX -> new StringMatch.Matches(notes.regex(wire.getSafeRegex().getRegex()));
            case CUSTOM, MATCHPATTERN_NOT_SET -> {
                notes.error("a string match that isn't known: " + wire.getMatchPatternCase());
                yield new StringMatch.Exact("", false);
            }
        };
    }

    static HeaderMatch header(HeaderMatcher wire, Notes notes) {
        String name = wire.getName().toLowerCase(Locale.ROOT);
        if (name.isEmpty()) {
            notes.error("a header condition without a name");
        }
        return new HeaderMatch(
                name,
                condition(wire, notes.at(name)),
                wire.getInvertMatch(),
                wire.getTreatMissingHeaderAsEmpty());
    }

    @SuppressWarnings("deprecation") // Envoy deprecated the short forms, but Istio may send them
    private static Condition condition(HeaderMatcher wire, Notes notes) {
        return switch (wire.getHeaderMatchSpecifierCase()) {
            case STRING_MATCH -> new Condition.Text(string(wire.getStringMatch(), notes));
            case EXACT_MATCH ->
                    new Condition.Text(new StringMatch.Exact(wire.getExactMatch(), false));
            case PREFIX_MATCH ->
                    new Condition.Text(new StringMatch.Prefix(wire.getPrefixMatch(), false));
            case SUFFIX_MATCH ->
                    new Condition.Text(new StringMatch.Suffix(wire.getSuffixMatch(), false));
            case CONTAINS_MATCH ->
                    new Condition.Text(new StringMatch.Contains(wire.getContainsMatch(), false));
            case SAFE_REGEX_MATCH ->
                    new Condition.Text(
                            new StringMatch.Matches(
                                    notes.regex(wire.getSafeRegexMatch().getRegex())));
            case RANGE_MATCH ->
                    new Condition.Range(
                            wire.getRangeMatch().getStart(), wire.getRangeMatch().getEnd());
            case PRESENT_MATCH -> new Condition.Present(wire.getPresentMatch());
            case HEADERMATCHSPECIFIER_NOT_SET -> new Condition.Present(true);
        };
    }

    static QueryMatch query(QueryParameterMatcher wire, Notes notes) {
        return switch (wire.getQueryParameterMatchSpecifierCase()) {
            case STRING_MATCH ->
                    new QueryMatch(
                            wire.getName(),
                            new QueryMatch.Wanted.Text(string(wire.getStringMatch(), notes)));
            case PRESENT_MATCH ->
                    new QueryMatch(
                            wire.getName(), new QueryMatch.Wanted.Present(wire.getPresentMatch()));
            case QUERYPARAMETERMATCHSPECIFIER_NOT_SET ->
                    new QueryMatch(wire.getName(), new QueryMatch.Wanted.Present(true));
        };
    }
}

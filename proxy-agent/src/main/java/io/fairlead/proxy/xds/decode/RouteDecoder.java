package io.fairlead.proxy.xds.decode;

import io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.envoyproxy.envoy.config.route.v3.RedirectAction;
import io.fairlead.proxy.model.Action;
import io.fairlead.proxy.model.PathRewrite;
import io.fairlead.proxy.model.Route;
import io.fairlead.proxy.model.RouteMatch;
import io.fairlead.proxy.model.RouteMatch.PathMatch;
import org.jspecify.annotations.Nullable;

/// `Route` → [Route].
final class RouteDecoder {
    private RouteDecoder() {}

    static Route route(io.envoyproxy.envoy.config.route.v3.Route wire, int bodyMax, Notes notes) {
        wire.getTypedPerFilterConfigMap()
                .keySet()
                .forEach(filter ->
                        notes.at("typed_per_filter_config")
                                .noEffect(filter + " has no effect yet"));
        return new Route(
                wire.getName(),
                match(wire.getMatch(), notes.at("match")),
                action(wire, bodyMax, notes),
                HeadersDecoder.mutations(
                        wire.getRequestHeadersToAddList(),
                        wire.getRequestHeadersToRemoveList(),
                        notes.at("request_headers_to_add")),
                HeadersDecoder.mutations(
                        wire.getResponseHeadersToAddList(),
                        wire.getResponseHeadersToRemoveList(),
                        notes.at("response_headers_to_add")),
                wire.getDecorator().getOperation(),
                wire.hasMetadata() ? Values.metadata(wire.getMetadata(), "istio", "config") : "");
    }

    private static RouteMatch match(
            io.envoyproxy.envoy.config.route.v3.RouteMatch wire, Notes notes) {
        if (wire.hasTlsContext()
                || wire.getDynamicMetadataCount() > 0
                || wire.getFilterStateCount() > 0) {
            notes.error("conditions on TLS, dynamic metadata or filter state aren't known");
        }
        return new RouteMatch(
                path(wire, notes),
                !wire.hasCaseSensitive() || wire.getCaseSensitive().getValue(),
                wire.getHeadersList().stream()
                        .map(header -> MatcherDecoder.header(header, notes.at("headers")))
                        .toList(),
                wire.getQueryParametersList().stream()
                        .map(query -> MatcherDecoder.query(query, notes.at("query_parameters")))
                        .toList(),
                wire.hasRuntimeFraction()
                        ? Values.perMillion(wire.getRuntimeFraction().getDefaultValue())
                        : RouteMatch.ALL_PER_MILLION,
                wire.hasGrpc());
    }

    private static PathMatch path(
            io.envoyproxy.envoy.config.route.v3.RouteMatch wire, Notes notes) {
        return switch (wire.getPathSpecifierCase()) {
            case PREFIX -> new PathMatch.Prefix(wire.getPrefix());
            case PATH -> new PathMatch.Exact(wire.getPath());
            case SAFE_REGEX -> new PathMatch.Matches(notes.regex(wire.getSafeRegex().getRegex()));
            case PATH_SEPARATED_PREFIX -> {
                String prefix = wire.getPathSeparatedPrefix();
                if (!prefix.startsWith("/") || prefix.endsWith("/")) {
                    notes.error(
                            "path_separated_prefix has to begin with '/' and not to end with it: "
                                    + prefix);
                }
                yield new PathMatch.SegmentPrefix(prefix);
            }
            case CONNECT_MATCHER -> new PathMatch.Connect();
            case PATH_MATCH_POLICY, PATHSPECIFIER_NOT_SET -> {
                notes.error("a path condition that isn't known: " + wire.getPathSpecifierCase());
                yield new PathMatch.Prefix("/");
            }
        };
    }

    private static Action action(
            io.envoyproxy.envoy.config.route.v3.Route wire, int bodyMax, Notes notes) {
        return switch (wire.getActionCase()) {
            case ROUTE -> ForwardDecoder.forward(wire.getRoute(), notes.at("route"));
            case REDIRECT -> redirect(wire.getRedirect(), notes.at("redirect"));
            case DIRECT_RESPONSE ->
                    direct(wire.getDirectResponse(), bodyMax, notes.at("direct_response"));
            case FILTER_ACTION, NON_FORWARDING_ACTION, ACTION_NOT_SET -> {
                notes.error("an action that isn't known: " + wire.getActionCase());
                yield new Action.DirectResponse(500, "");
            }
        };
    }

    private static Action redirect(RedirectAction wire, Notes notes) {
        PathRewrite path =
                switch (wire.getPathRewriteSpecifierCase()) {
                    case PATH_REDIRECT -> new PathRewrite.Full(wire.getPathRedirect());
                    case PREFIX_REWRITE -> new PathRewrite.Prefix(wire.getPrefixRewrite());
                    case REGEX_REWRITE ->
                            new PathRewrite.Replace(
                                    notes.regex(wire.getRegexRewrite().getPattern().getRegex()),
                                    wire.getRegexRewrite().getSubstitution());
                    case PATHREWRITESPECIFIER_NOT_SET -> new PathRewrite.Keep();
                };
        int status =
                switch (wire.getResponseCode()) {
                    case MOVED_PERMANENTLY, UNRECOGNIZED -> 301;
                    case FOUND -> 302;
                    case SEE_OTHER -> 303;
                    case TEMPORARY_REDIRECT -> 307;
                    case PERMANENT_REDIRECT -> 308;
                };
        return new Action.Redirect(
                status,
                scheme(wire),
                wire.getHostRedirect().isEmpty() ? null : wire.getHostRedirect(),
                Math.clamp(wire.getPortRedirect(), 0, 65_535),
                path,
                wire.getStripQuery());
    }

    private static @Nullable String scheme(RedirectAction wire) {
        return switch (wire.getSchemeRewriteSpecifierCase()) {
            case HTTPS_REDIRECT -> wire.getHttpsRedirect() ? "https" : null;
            case SCHEME_REDIRECT -> wire.getSchemeRedirect();
            case SCHEMEREWRITESPECIFIER_NOT_SET -> null;
        };
    }

    private static Action direct(DirectResponseAction wire, int bodyMax, Notes notes) {
        if (wire.getStatus() < 200 || wire.getStatus() > 599) {
            notes.error("status " + wire.getStatus() + " is not between 200 and 599");
        }
        String body =
                switch (wire.getBody().getSpecifierCase()) {
                    case INLINE_STRING -> wire.getBody().getInlineString();
                    case INLINE_BYTES -> wire.getBody().getInlineBytes().toStringUtf8();
                    case SPECIFIER_NOT_SET -> "";
                    case FILENAME, ENVIRONMENT_VARIABLE -> {
                        notes.at("body").error("only inline bodies are taken");
                        yield "";
                    }
                };
        if (body.length() > bodyMax) {
            notes.at("body")
                    .error("a body of " + body.length() + " characters, more than " + bodyMax);
        }
        return new Action.DirectResponse(wire.getStatus(), body);
    }
}

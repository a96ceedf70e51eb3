package io.fairlead.proxy.xds.decode;

import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.Vhds;
import io.fairlead.proxy.model.Action;
import io.fairlead.proxy.model.HeaderMutations;
import io.fairlead.proxy.model.PathRewrite;
import io.fairlead.proxy.model.Route;
import io.fairlead.proxy.model.RouteMatch;
import io.fairlead.proxy.model.RouteMatch.HeaderMatch;
import io.fairlead.proxy.model.RouteTable;
import io.fairlead.proxy.model.RouteTable.HostSource;
import io.fairlead.proxy.model.StringMatch;
import io.fairlead.proxy.model.VirtualHost;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// `RouteConfiguration` → [RouteTable].
final class RouteTableDecoder {
    private static final int DIRECT_RESPONSE_BYTES = 4096;

    /// Envoy's, where nothing is written.
    private static final long FETCH_MILLIS = 15_000;

    /// Before all other routes of a host that wants TLS.
    private static final Route TO_HTTPS =
            Route.of(
                    "",
                    RouteMatch.ALL.withHeaders(
                            List.of(
                                    new HeaderMatch(
                                            ":scheme",
                                            new HeaderMatch.Condition.Text(
                                                    new StringMatch.Exact("http", false)),
                                            false,
                                            false))),
                    new Action.Redirect(301, "https", null, 0, new PathRewrite.Keep(), false));

    private RouteTableDecoder() {}

    static Decoded<RouteTable> decode(RouteConfiguration wire) {
        Notes notes = new Notes(wire.getName());
        if (wire.getName().isEmpty()) {
            notes.at("name").error("is empty");
        }
        RouteTable table = whole(wire, notes);
        return notes.result(
                wire.hasVhds() ? table.withHosts(apart(wire.getVhds(), notes.at("vhds"))) : table);
    }

    /// `VirtualHost` as a resource of its own.
    static Decoded<VirtualHost> decode(io.envoyproxy.envoy.config.route.v3.VirtualHost wire) {
        Notes notes = new Notes(wire.getName());
        if (wire.getRoutesCount() > DecodeLimits.ROUTES_MAX) {
            notes.error(wire.getRoutesCount() + " routes are too many");
            return notes.result(VirtualHost.of(wire.getName(), List.of(), List.of()));
        }
        // The table with its own limit may come later; the largest that the control plane sets is
        // the bound.
        return notes.result(host(wire, new HashSet<>(), DecodeLimits.DIRECT_BODY_MAX, notes));
    }

    private static HostSource apart(Vhds wire, Notes notes) {
        ConfigSource source = wire.getConfigSource();
        if (!source.hasAds() && !source.hasSelf()) {
            notes.at("config_source").error("virtual hosts come over ADS only");
        }
        return new HostSource.Apart(
                source.hasInitialFetchTimeout()
                        ? Values.duration(
                                        source.getInitialFetchTimeout(),
                                        notes.at("config_source.initial_fetch_timeout"))
                                .toMillis()
                        : FETCH_MILLIS);
    }

    /// A table inside a listener.
    static RouteTable table(RouteConfiguration wire, Notes notes) {
        if (wire.hasVhds()) {
            notes.at("vhds").noEffect("has no effect on routes inside a listener");
        }
        return whole(wire, notes);
    }

    private static RouteTable whole(RouteConfiguration wire, Notes notes) {
        int routes =
                wire.getVirtualHostsList().stream().mapToInt(host -> host.getRoutesCount()).sum();
        if (wire.getVirtualHostsCount() > DecodeLimits.VIRTUAL_HOSTS_MAX
                || routes > DecodeLimits.ROUTES_MAX) {
            notes.error(
                    wire.getVirtualHostsCount()
                            + " virtual hosts with "
                            + routes
                            + " routes are too many");
            return RouteTable.of(wire.getName(), List.of());
        }
        int bodyMax =
                wire.hasMaxDirectResponseBodySizeBytes()
                        ? Values.u32(wire.getMaxDirectResponseBodySizeBytes())
                        : DIRECT_RESPONSE_BYTES;
        List<VirtualHost> hosts = new ArrayList<>();
        Set<String> domains = new HashSet<>();
        for (var host : wire.getVirtualHostsList()) {
            hosts.add(
                    host(
                            host,
                            domains,
                            bodyMax,
                            notes.at("virtual_hosts[" + host.getName() + "]")));
        }
        return new RouteTable(
                wire.getName(),
                hosts,
                HostSource.HERE,
                wire.getIgnorePortInHostMatching(),
                wire.getMostSpecificHeaderMutationsWins(),
                requestHeaders(wire, notes),
                HeadersDecoder.mutations(
                        wire.getResponseHeadersToAddList(),
                        wire.getResponseHeadersToRemoveList(),
                        notes.at("response_headers_to_add")),
                bodyMax);
    }

    private static HeaderMutations requestHeaders(RouteConfiguration wire, Notes notes) {
        return HeadersDecoder.mutations(
                wire.getRequestHeadersToAddList(),
                wire.getRequestHeadersToRemoveList(),
                notes.at("request_headers_to_add"));
    }

    private static VirtualHost host(
            io.envoyproxy.envoy.config.route.v3.VirtualHost wire,
            Set<String> taken,
            int bodyMax,
            Notes notes) {
        List<String> domains = new ArrayList<>();
        for (String domain : wire.getDomainsList()) {
            String lower = domain.toLowerCase(Locale.ROOT);
            if (!taken.add(lower)) {
                notes.at("domains").error("domain '" + domain + "' stands in two virtual hosts");
            }
            domains.add(lower);
        }
        if (domains.isEmpty()) {
            notes.at("domains").error("is empty");
        }
        noteWhatHasNoEffect(wire, notes);
        List<Route> routes = new ArrayList<>();
        switch (wire.getRequireTls()) {
            case NONE, UNRECOGNIZED -> {
                // Clear text will do.
            }
            case ALL -> routes.add(TO_HTTPS);
            case EXTERNAL_ONLY ->
                    notes.at("require_tls").error("EXTERNAL_ONLY isn't known: nobody is internal");
        }
        for (int i = 0; i < wire.getRoutesCount(); i++) {
            routes.add(
                    RouteDecoder.route(wire.getRoutes(i), bodyMax, notes.at("routes[" + i + "]")));
        }
        return new VirtualHost(
                wire.getName(),
                domains,
                routes,
                HeadersDecoder.mutations(
                        wire.getRequestHeadersToAddList(),
                        wire.getRequestHeadersToRemoveList(),
                        notes.at("request_headers_to_add")),
                HeadersDecoder.mutations(
                        wire.getResponseHeadersToAddList(),
                        wire.getResponseHeadersToRemoveList(),
                        notes.at("response_headers_to_add")),
                wire.getIncludeRequestAttemptCount(),
                RetryDecoder.retry(
                        wire.hasRetryPolicy(), wire.getRetryPolicy(), notes.at("retry_policy")));
    }

    private static void noteWhatHasNoEffect(
            io.envoyproxy.envoy.config.route.v3.VirtualHost wire, Notes notes) {
        if (wire.getTypedPerFilterConfigCount() > 0) {
            wire.getTypedPerFilterConfigMap()
                    .keySet()
                    .forEach(filter ->
                            notes.at("typed_per_filter_config")
                                    .noEffect(filter + " has no effect yet"));
        }
        if (wire.getRateLimitsCount() > 0) {
            notes.at("rate_limits").noEffect("rate limits have no effect yet");
        }
        if (wire.hasMatcher()) {
            notes.at("matcher").error("match trees aren't known");
        }
    }
}

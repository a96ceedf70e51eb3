package io.fairlead.proxy.xds.decode;

import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import io.fairlead.proxy.model.Action;
import io.fairlead.proxy.model.Action.ForwardTimeouts;
import io.fairlead.proxy.model.ClusterChoice;
import io.fairlead.proxy.model.HashPolicy;
import io.fairlead.proxy.model.HostRewrite;
import io.fairlead.proxy.model.PathRewrite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// `RouteAction` → [Action.Forward].
final class ForwardDecoder {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private ForwardDecoder() {}

    static Action forward(RouteAction wire, Notes notes) {
        noteWhatHasNoEffect(wire, notes);
        return new Action.Forward(
                clusters(wire, notes),
                path(wire, notes),
                host(wire, notes),
                timeouts(wire, notes),
                RetryDecoder.retry(
                        wire.hasRetryPolicy(), wire.getRetryPolicy(), notes.at("retry_policy")),
                hash(wire, notes.at("hash_policy")),
                mirrors(wire, notes.at("request_mirror_policies")),
                notFound(wire));
    }

    private static void noteWhatHasNoEffect(RouteAction wire, Notes notes) {
        if (wire.hasMetadataMatch()) {
            notes.at("metadata_match").noEffect("subsets of a cluster have no effect yet");
        }
        if (wire.getRateLimitsCount() > 0) {
            notes.at("rate_limits").noEffect("rate limits have no effect yet");
        }
        if (wire.hasHedgePolicy()) {
            notes.at("hedge_policy").noEffect("hedging has no effect yet");
        }
        if (wire.hasInternalRedirectPolicy()) {
            notes.at("internal_redirect_policy").noEffect("internal redirects have no effect yet");
        }
        if (wire.hasPathRewritePolicy()) {
            notes.at("path_rewrite_policy").error("isn't known");
        }
    }

    private static ClusterChoice clusters(RouteAction wire, Notes notes) {
        return switch (wire.getClusterSpecifierCase()) {
            case CLUSTER -> new ClusterChoice.Single(wire.getCluster());
            case CLUSTER_HEADER ->
                    new ClusterChoice.FromHeader(wire.getClusterHeader().toLowerCase(Locale.ROOT));
            case WEIGHTED_CLUSTERS ->
                    weighted(wire.getWeightedClusters(), notes.at("weighted_clusters"));
            case CLUSTER_SPECIFIER_PLUGIN,
                    INLINE_CLUSTER_SPECIFIER_PLUGIN,
                    CLUSTERSPECIFIER_NOT_SET -> {
                notes.error(
                        "a choice of cluster that isn't known: " + wire.getClusterSpecifierCase());
                yield new ClusterChoice.Single("");
            }
        };
    }

    private static ClusterChoice weighted(WeightedCluster wire, Notes notes) {
        List<ClusterChoice.WeightedCluster> clusters = new ArrayList<>();
        long total = 0;
        for (WeightedCluster.ClusterWeight one : wire.getClustersList()) {
            Notes at = notes.at(one.getName());
            int weight = Values.u32(one.getWeight());
            total += weight;
            if (one.getName().isEmpty()) {
                at.error("a weighted cluster without a name");
            }
            clusters.add(
                    new ClusterChoice.WeightedCluster(
                            one.getName(),
                            weight,
                            HeadersDecoder.mutations(
                                    one.getRequestHeadersToAddList(),
                                    one.getRequestHeadersToRemoveList(),
                                    at),
                            HeadersDecoder.mutations(
                                    one.getResponseHeadersToAddList(),
                                    one.getResponseHeadersToRemoveList(),
                                    at),
                            one.getHostRewriteLiteral().isEmpty()
                                    ? HostRewrite.KEEP
                                    : HostRewrite.literal(one.getHostRewriteLiteral())));
        }
        if (total == 0) {
            notes.error("the weights of " + clusters.size() + " clusters add up to 0");
        } else if (total > Integer.MAX_VALUE
                || clusters.size() > DecodeLimits.WEIGHTED_CLUSTERS_MAX) {
            notes.error(
                    clusters.size()
                            + " clusters with a total weight of "
                            + total
                            + " are too many");
        }
        return new ClusterChoice.Weighted(clusters);
    }

    private static PathRewrite path(RouteAction wire, Notes notes) {
        if (wire.hasRegexRewrite()) {
            return new PathRewrite.Replace(
                    notes.at("regex_rewrite").regex(wire.getRegexRewrite().getPattern().getRegex()),
                    wire.getRegexRewrite().getSubstitution());
        }
        return wire.getPrefixRewrite().isEmpty()
                ? new PathRewrite.Keep()
                : new PathRewrite.Prefix(wire.getPrefixRewrite());
    }

    private static HostRewrite host(RouteAction wire, Notes notes) {
        HostRewrite.To to =
                switch (wire.getHostRewriteSpecifierCase()) {
                    case HOST_REWRITE_LITERAL ->
                            new HostRewrite.To.Literal(wire.getHostRewriteLiteral());
                    case AUTO_HOST_REWRITE ->
                            wire.getAutoHostRewrite().getValue()
                                    ? new HostRewrite.To.UpstreamName()
                                    : new HostRewrite.To.Same();
                    case HOST_REWRITE_HEADER ->
                            new HostRewrite.To.FromHeader(
                                    wire.getHostRewriteHeader().toLowerCase(Locale.ROOT));
                    case HOST_REWRITE_PATH_REGEX ->
                            new HostRewrite.To.FromPath(
                                    notes.regex(
                                            wire.getHostRewritePathRegex().getPattern().getRegex()),
                                    wire.getHostRewritePathRegex().getSubstitution());
                    case HOSTREWRITESPECIFIER_NOT_SET -> new HostRewrite.To.Same();
                };
        return new HostRewrite(to, wire.getAppendXForwardedHost());
    }

    private static ForwardTimeouts timeouts(RouteAction wire, Notes notes) {
        return new ForwardTimeouts(
                wire.hasTimeout()
                        ? Values.duration(wire.getTimeout(), notes.at("timeout"))
                        : TIMEOUT,
                wire.hasIdleTimeout()
                        ? Values.duration(wire.getIdleTimeout(), notes.at("idle_timeout"))
                        : ForwardTimeouts.INHERIT,
                Values.duration(
                        wire.getMaxStreamDuration().getMaxStreamDuration(),
                        notes.at("max_stream_duration")));
    }

    private static List<HashPolicy> hash(RouteAction wire, Notes notes) {
        List<HashPolicy> policies = new ArrayList<>();
        for (RouteAction.HashPolicy policy : wire.getHashPolicyList()) {
            source(policy, notes)
                    .ifPresent(from -> policies.add(new HashPolicy(from, policy.getTerminal())));
        }
        return policies;
    }

    private static Optional<HashPolicy.Source> source(RouteAction.HashPolicy wire, Notes notes) {
        return switch (wire.getPolicySpecifierCase()) {
            case HEADER -> {
                if (wire.getHeader().hasRegexRewrite()) {
                    notes.at("header").noEffect("regex_rewrite has no effect yet");
                }
                yield Optional.of(
                        new HashPolicy.Source.Header(
                                wire.getHeader().getHeaderName().toLowerCase(Locale.ROOT)));
            }
            case COOKIE ->
                    Optional.of(
                            new HashPolicy.Source.Cookie(
                                    wire.getCookie().getName(),
                                    wire.getCookie().hasTtl()
                                            ? Values.duration(wire.getCookie().getTtl(), notes)
                                            : null,
                                    wire.getCookie().getPath()));
            case CONNECTION_PROPERTIES ->
                    wire.getConnectionProperties().getSourceIp()
                            ? Optional.of(new HashPolicy.Source.SourceIp())
                            : Optional.empty();
            case QUERY_PARAMETER ->
                    Optional.of(
                            new HashPolicy.Source.QueryParameter(
                                    wire.getQueryParameter().getName()));
            case FILTER_STATE, POLICYSPECIFIER_NOT_SET -> {
                notes.noEffect(wire.getPolicySpecifierCase() + " has no effect yet");
                yield Optional.empty();
            }
        };
    }

    private static List<Action.Mirror> mirrors(RouteAction wire, Notes notes) {
        List<Action.Mirror> mirrors = new ArrayList<>();
        for (RouteAction.RequestMirrorPolicy mirror : wire.getRequestMirrorPoliciesList()) {
            notes.noEffect("mirroring has no effect yet");
            int share =
                    mirror.hasRuntimeFraction()
                            ? Values.perMillion(mirror.getRuntimeFraction().getDefaultValue())
                            : 1_000_000;
            mirrors.add(new Action.Mirror(mirror.getCluster(), share));
        }
        return mirrors;
    }

    private static int notFound(RouteAction wire) {
        return switch (wire.getClusterNotFoundResponseCode()) {
            case SERVICE_UNAVAILABLE, UNRECOGNIZED -> 503;
            case NOT_FOUND -> 404;
            case INTERNAL_SERVER_ERROR -> 500;
        };
    }
}

package io.fairlead.proxy.http.route;

import io.fairlead.proxy.model.Ascii;
import io.fairlead.proxy.model.HashPolicy;
import io.fairlead.proxy.upstream.balance.LoadBalancer;
import io.fairlead.proxy.upstream.balance.XxHash64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The hash of a request that keeps it on one host, combined from hash policies as Envoy does it.
public final class RequestHash {
    private RequestHash() {}

    /// The hash, or [LoadBalancer#NO_HASH] when no policy finds anything.
    ///
    /// @param clientIp address of the client, without port
    public static long of(List<HashPolicy> policies, RequestView request, CharSequence clientIp) {
        long hash = LoadBalancer.NO_HASH;
        for (int i = 0; i < policies.size(); i++) {
            HashPolicy policy = policies.get(i);
            CharSequence value = value(policy.source(), request, clientIp);
            if (value != null) {
                long next = XxHash64.hash(value);
                long combined =
                        hash == LoadBalancer.NO_HASH ? next : Long.rotateLeft(hash, 1) ^ next;
                hash = combined == LoadBalancer.NO_HASH ? 1 : combined;
            }
            if (policy.terminal() && hash != LoadBalancer.NO_HASH) {
                break;
            }
        }
        return hash;
    }

    private static @Nullable CharSequence value(
            HashPolicy.Source source, RequestView request, CharSequence clientIp) {
        return switch (source) {
            case HashPolicy.Source.Header(var name) -> request.field(name);
            case HashPolicy.Source.Cookie(var name, _, _) -> cookie(request.header("cookie"), name);
            case HashPolicy.Source.SourceIp() -> clientIp.isEmpty() ? null : clientIp;
            case HashPolicy.Source.QueryParameter(var name) -> {
                CharSequence query = request.query();
                yield query == null ? null : QueryText.find(query, name);
            }
        };
    }

    /// The cookie that has to be made for this request, so that the next ones stay on its host; null when none has to.
    public static HashPolicy.Source.@Nullable Cookie missingCookie(
            List<HashPolicy> policies, RequestView request) {
        for (int i = 0; i < policies.size(); i++) {
            if (policies.get(i).source() instanceof HashPolicy.Source.Cookie cookie
                    && cookie.ttl() != null
                    && cookie(request.header("cookie"), cookie.name()) == null) {
                return cookie;
            }
        }
        return null;
    }

    /// The value of a cookie, without quotes; null when it isn't there.
    static @Nullable CharSequence cookie(@Nullable CharSequence header, String name) {
        if (header == null) {
            return null;
        }
        int at = 0;
        while (at < header.length()) {
            int end = at;
            while (end < header.length()
                    && header.charAt(end) != ';'
                    && header.charAt(end) != ',') {
                end++;
            }
            while (at < end && header.charAt(at) == ' ') {
                at++;
            }
            int value = at + name.length() + 1;
            if (value <= end
                    && header.charAt(value - 1) == '='
                    && Ascii.regionMatches(header, at, name, false)) {
                boolean quoted =
                        end - value >= 2
                                && header.charAt(value) == '"'
                                && header.charAt(end - 1) == '"';
                return quoted
                        ? header.subSequence(value + 1, end - 1)
                        : header.subSequence(value, end);
            }
            at = end + 1;
        }
        return null;
    }
}

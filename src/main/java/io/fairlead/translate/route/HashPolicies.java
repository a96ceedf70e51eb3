package io.fairlead.translate.route;

import io.envoyproxy.envoy.config.route.v3.RouteAction.HashPolicy;
import io.fairlead.model.policy.LoadBalancer.HashKey;
import io.fairlead.translate.input.Protos;
import java.util.List;

/// What of a request is hashed.
final class HashPolicies {
    private HashPolicies() {}

    static List<HashPolicy> of(HashKey key) {
        HashPolicy.Builder policy = HashPolicy.newBuilder();
        switch (key) {
            case HashKey.Header(String name) ->
                    policy.setHeader(HashPolicy.Header.newBuilder().setHeaderName(name));
            case HashKey.Cookie cookie -> policy.setCookie(cookie(cookie));
            case HashKey.SourceIp _ ->
                    policy.setConnectionProperties(
                            HashPolicy.ConnectionProperties.newBuilder().setSourceIp(true));
            case HashKey.QueryParameter(String name) ->
                    policy.setQueryParameter(HashPolicy.QueryParameter.newBuilder().setName(name));
        }
        return List.of(policy.build());
    }

    private static HashPolicy.Cookie cookie(HashKey.Cookie written) {
        HashPolicy.Cookie.Builder cookie =
                HashPolicy.Cookie.newBuilder().setName(written.name()).setPath(written.path());
        if (written.ttl() != null) {
            cookie.setTtl(Protos.duration(written.ttl()));
        }
        written.attributes()
                .forEach(attribute ->
                        cookie.addAttributes(
                                HashPolicy.CookieAttribute.newBuilder()
                                        .setName(attribute.name())
                                        .setValue(attribute.value())));
        return cookie.build();
    }
}

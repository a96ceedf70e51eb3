package io.fairlead.push.node;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.fairlead.model.identity.Caller;
import io.fairlead.model.identity.SpiffeId;

/// Whether a caller is who its node says: a proxy gets only what it is.
public final class Admission {

    private Admission() {}

    /// Why a proxy is refused; empty when it isn't. Where nobody was asked who he is, there is nothing to compare.
    public static String refusal(Caller caller, Proxy proxy, Node node) {
        return switch (caller) {
            case Caller.Anonymous _ -> "";
            case Caller.Known(SpiffeId identity, var _, String _) ->
                    refusal(identity, proxy, NodeParser.serviceAccount(node));
        };
    }

    /// The proxy with the service account that its caller has shown a proof of.
    public static Proxy proven(Caller caller, Proxy proxy) {
        return switch (caller) {
            case Caller.Anonymous _ -> proxy;
            case Caller.Known(SpiffeId identity, var _, String _) ->
                    proxy.of(identity.serviceAccount());
        };
    }

    private static String refusal(SpiffeId identity, Proxy proxy, String account) {
        if (!proxy.namespace().equals(identity.namespace())) {
            return "the node's namespace is \"%s\", but the caller is %s"
                    .formatted(proxy.namespace(), identity);
        }
        // As with Istio, a node may leave it out; it gets nothing by that.
        return account.isEmpty() || account.equals(identity.serviceAccount())
                ? ""
                : "the node's service account is \"%s\", but the caller is %s"
                        .formatted(account, identity);
    }
}

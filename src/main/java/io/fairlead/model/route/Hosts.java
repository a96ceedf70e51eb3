package io.fairlead.model.route;

import java.util.Locale;

/// How hosts are named in rules.
public final class Hosts {
    private Hosts() {}

    /// Resolves a host as Istio does: a name without dots belongs to the namespace of the rule; anything else is taken
    /// as it stands (so `cart.shop` is *not* a short name of a service). Upper case means nothing in names.
    public static String fqdn(String written, String namespace, String domain) {
        String host = written.toLowerCase(Locale.ROOT);
        if (host.isEmpty() || host.indexOf('.') >= 0 || host.startsWith("*")) {
            return host;
        }
        return service(host, namespace, domain);
    }

    /// Full name of a Kubernetes service.
    public static String service(String name, String namespace, String domain) {
        return name + "." + namespace + ".svc." + domain;
    }

    /// True when a rule's (resolved) host covers a host: equal, or a leading `*` that stands for one character or more.
    public static boolean covers(String rule, String host) {
        if (!rule.startsWith("*")) {
            return rule.equals(host);
        }
        return host.length() >= rule.length() && host.endsWith(rule.substring(1));
    }

    /// The narrower of two hosts that meet, each perhaps with a leading `*`; empty when they don't.
    public static String narrower(String one, String other) {
        if (covers(one, other)) {
            return other;
        }
        return covers(other, one) ? one : "";
    }
}

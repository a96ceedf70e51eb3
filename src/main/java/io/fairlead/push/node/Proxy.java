package io.fairlead.push.node;

import io.fairlead.model.mtls.PodRef;
import io.fairlead.model.service.ContainerPort;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One client, as it introduces itself.
///
/// @param id `pod.namespace`
/// @param ips its addresses, at least one
/// @param dnsDomain search domain for short names: `shop.svc.cluster.local`
/// @param version of its agent, as it says
/// @param extensions names of the extensions that it says it has; empty when it says nothing
/// @param hasCertificates an agent beside it hands them out
/// @param account its service account, once it has shown a proof of it; else empty
public record Proxy(
        Type type,
        String id,
        List<String> ips,
        String namespace,
        String dnsDomain,
        Map<String, String> labels,
        List<ContainerPort> ports,
        String version,
        String clusterId,
        String userAgent,
        List<String> extensions,
        boolean hasCertificates,
        String account) {

    /// What a client that takes virtual hosts as resources of their own has among its extensions.
    public static final String HOSTS_APART = "fairlead.vhds";

    /// How a stock Envoy calls itself.
    static final String ENVOY = "envoy";

    /// True for a stock Envoy.
    public boolean isStock() {
        return userAgent.equals(ENVOY);
    }

    /// The pod that it is in; empty when its name is none of a pod.
    public Optional<PodRef> pod() {
        String end = "." + namespace;
        return id.endsWith(end)
                ? Optional.of(new PodRef(namespace, id.substring(0, id.length() - end.length())))
                : Optional.empty();
    }

    /// The same over state of the world, which has no virtual hosts apart.
    public Proxy inStateOfTheWorld() {
        return with(
                extensions.stream().filter(name -> !name.equals(HOSTS_APART)).toList(), account);
    }

    /// The same after it has shown that it is of this service account.
    public Proxy of(String provenAccount) {
        return with(extensions, provenAccount);
    }

    private Proxy with(List<String> others, String provenAccount) {
        return new Proxy(
                type,
                id,
                ips,
                namespace,
                dnsDomain,
                labels,
                ports,
                version,
                clusterId,
                userAgent,
                others,
                hasCertificates,
                provenAccount);
    }

    /// True for kinds of clients that there is something to send to.
    public boolean isServed() {
        return type == Type.SIDECAR || type == Type.ROUTER;
    }

    /// What a client is for. Only sidecars and routers (gateways) are served yet.
    public enum Type {
        SIDECAR,
        ROUTER,
        WAYPOINT,
        ZTUNNEL,
        AGENTGATEWAY
    }

    public Proxy {
        ips = List.copyOf(ips);
        labels = Map.copyOf(labels);
        ports = List.copyOf(ports);
        extensions = List.copyOf(extensions);
    }

    /// True when one of its addresses is IPv6.
    public boolean hasIpv6() {
        return ips.stream().anyMatch(ip -> ip.indexOf(':') >= 0);
    }
}

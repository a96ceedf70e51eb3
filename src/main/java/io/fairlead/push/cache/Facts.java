package io.fairlead.push.cache;

import io.fairlead.model.config.Pod;
import io.fairlead.model.service.ContainerPort;
import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.push.node.Proxy;
import io.fairlead.translate.input.Extension;
import io.fairlead.translate.input.ProxyView;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What is known of a proxy's own pod: the registry's word, found by address, before the proxy's own. Pure.
final class Facts {

    private Facts() {}

    static ProxyView of(Proxy proxy, MeshSnapshot snapshot) {
        Optional<Pod> pod =
                proxy.ips().stream()
                        .map(ip -> snapshot.podsByIp().get(ip))
                        .filter(Objects::nonNull)
                        .filter(found -> found.namespace().equals(proxy.namespace()))
                        .findFirst();
        Map<String, String> labels = pod.map(Pod::labels).orElse(proxy.labels());
        List<ContainerPort> ports =
                pod.map(Pod::ports).filter(found -> !found.isEmpty()).orElse(proxy.ports());
        ProxyView view =
                new ProxyView(
                        proxy.namespace(),
                        proxy.dnsDomain(),
                        new TreeMap<>(labels),
                        ports,
                        extensions(proxy),
                        proxy.hasIpv6(),
                        proxy.account());
        return proxy.type() == Proxy.Type.ROUTER ? view.asRouter() : view;
    }

    /// A proxy with nobody to ask for certificates would wait for them for ever: it is sent no TLS.
    private static Set<Extension> extensions(Proxy proxy) {
        Set<Extension> found = EnumSet.noneOf(Extension.class);
        found.addAll(ProxyView.extensions(proxy.extensions()));
        if (!proxy.hasCertificates()) {
            found.remove(Extension.TLS);
        }
        return found;
    }
}

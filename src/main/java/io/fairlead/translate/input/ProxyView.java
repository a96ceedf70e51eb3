package io.fairlead.translate.input;

import io.fairlead.model.service.ContainerPort;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// All that translation may know of one proxy.
///
/// @param namespace of its workload
/// @param dnsDomain the search domain of its pod: `shop.svc.cluster.local`
/// @param labels of its workload
/// @param ports that its pod declares, for target ports by name
/// @param extensions what it may be sent
/// @param ipv6 true when its pod has an IPv6 address too
/// @param account its service account, if it has shown a proof of it; else empty
/// @param trials ports that try STRICT beyond what policies say
/// @param router it is a gateway, no sidecar
public record ProxyView(
        String namespace,
        String dnsDomain,
        SortedMap<String, String> labels,
        List<ContainerPort> ports,
        Set<Extension> extensions,
        boolean ipv6,
        String account,
        SortedSet<Integer> trials,
        boolean router) {

    /// What a stock Envoy has.
    public static final Set<Extension> ALL_EXTENSIONS =
            Collections.unmodifiableSet(
                    EnumSet.complementOf(
                            EnumSet.of(
                                    Extension.ISTIO_ALPN,
                                    Extension.ISTIO_STATS,
                                    Extension.VHDS,
                                    Extension.DAEMON_LOG,
                                    Extension.JAEGER,
                                    Extension.DAEMON_SPANS)));

    public ProxyView {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        ports = List.copyOf(ports);
        extensions = Set.copyOf(extensions);
        trials = Collections.unmodifiableSortedSet(new TreeSet<>(trials));
    }

    /// Of one that does as policies say.
    public ProxyView(
            String namespace,
            String dnsDomain,
            SortedMap<String, String> labels,
            List<ContainerPort> ports,
            Set<Extension> extensions,
            boolean ipv6,
            String account) {
        this(
                namespace,
                dnsDomain,
                labels,
                ports,
                extensions,
                ipv6,
                account,
                new TreeSet<>(),
                false);
    }

    /// The same with ports on trial.
    public ProxyView trying(SortedSet<Integer> tried) {
        return trials.equals(tried)
                ? this
                : new ProxyView(
                        namespace,
                        dnsDomain,
                        labels,
                        ports,
                        extensions,
                        ipv6,
                        account,
                        tried,
                        router);
    }

    /// The same as a gateway.
    public ProxyView asRouter() {
        return new ProxyView(
                namespace, dnsDomain, labels, ports, extensions, ipv6, account, trials, true);
    }

    /// Of one that has not shown who it is.
    public ProxyView(
            String namespace,
            String dnsDomain,
            SortedMap<String, String> labels,
            List<ContainerPort> ports,
            Set<Extension> extensions,
            boolean ipv6) {
        this(namespace, dnsDomain, labels, ports, extensions, ipv6, "");
    }

    /// A sidecar of a workload, with all extensions.
    public static ProxyView sidecar(String namespace, Map<String, String> labels) {
        return new ProxyView(
                namespace,
                namespace + ".svc.cluster.local",
                new TreeMap<>(labels),
                List.of(),
                ALL_EXTENSIONS,
                false);
    }

    /// The extensions behind the names that a client lists; a client that lists none has all of them.
    public static Set<Extension> extensions(Collection<String> listed) {
        Set<String> names = new HashSet<>(listed);
        boolean silent = names.isEmpty() || names.equals(Set.of(Extension.DAEMON_LOG.id()));
        Set<Extension> found =
                silent ? EnumSet.copyOf(ALL_EXTENSIONS) : EnumSet.noneOf(Extension.class);
        Arrays.stream(Extension.values())
                .filter(extension -> names.contains(extension.id()))
                .forEach(found::add);
        return found;
    }
}

package io.fairlead.translate;

import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.fairlead.translate.input.MeshView;
import io.fairlead.translate.input.ProxyClass;
import io.fairlead.translate.input.ProxyView;
import io.fairlead.translate.input.ResourceType;
import io.fairlead.translate.input.Translated;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The way in. A server keeps one [Translation] for each [ProxyClass] (a sidecar has two, outbound and inbound, a
/// gateway one, and each one more for its account when it has shown who it is), moves
/// them on with [Translation#next] at every snapshot, and sends each proxy what [#merge] makes of its classes:
///
/// ```java
/// MeshView view = MeshView.of(snapshot);                              // once for each snapshot
/// List<ProxyClass> classes = Translator.classes(proxy, view);         // again each time: rules may split classes
/// Translation t = Translation.of(classes.get(0), view, encodings);    // or previous.next(delta, view)
/// Map<String, Resource> clusters = Translator.merge(translations, ResourceType.CLUSTER);
/// ```
public final class Translator {
    private Translator() {}

    /// The classes of a proxy, in the order in which their resources follow each other.
    public static List<ProxyClass> classes(ProxyView proxy, MeshView view) {
        SortedMap<String, String> asked = new TreeMap<>(proxy.labels());
        asked.keySet().retainAll(view.labelsAsked());
        List<ProxyClass> classes = new ArrayList<>();
        ProxyClass.Outbound client =
                new ProxyClass.Outbound(
                        proxy.namespace(),
                        proxy.dnsDomain(),
                        asked,
                        proxy.extensions(),
                        proxy.ipv6(),
                        proxy.router());
        if (proxy.router()) {
            classes.add(new ProxyClass.Router(client, proxy.labels(), proxy.ports()));
        } else {
            classes.add(client);
            classes.add(inbound(proxy));
        }
        if (!proxy.account().isEmpty()) {
            classes.add(new ProxyClass.Account(proxy.namespace(), proxy.account()));
        }
        return List.copyOf(classes);
    }

    private static ProxyClass inbound(ProxyView proxy) {
        return new ProxyClass.Inbound(
                proxy.namespace(),
                proxy.labels(),
                proxy.ports(),
                proxy.extensions(),
                proxy.ipv6(),
                proxy.trials());
    }

    /// What a proxy of these classes is sent, by name and in Istio's order.
    public static Map<String, Resource> merge(
            Collection<Translation> translations, ResourceType type) {
        Map<String, Resource> merged = new LinkedHashMap<>();
        for (Translation translation : translations) {
            translation
                    .resources(type)
                    .forEach(resource -> merged.putIfAbsent(resource.name(), resource));
        }
        return merged;
    }

    /// All resources of one type for a proxy, from scratch: for tests and tools. No names mean all.
    public static List<Resource> resources(
            ProxyView proxy, ResourceType type, Collection<String> names, MeshView view) {
        List<Translation> translations =
                classes(proxy, view).stream()
                        .map(c -> Translation.of(c, view, Encodings.DIRECT))
                        .toList();
        Map<String, Resource> all = merge(translations, type);
        if (names.isEmpty()) {
            return List.copyOf(all.values());
        }
        return names.stream()
                .map(name -> Optional.ofNullable(all.get(name)).or(() -> missing(type, name)))
                .flatMap(Optional::stream)
                .toList();
    }

    /// The answer for a name that is asked for and cannot be built: empty routes and empty endpoints, as Istio answers,
    /// so that nobody waits for them. Clusters, listeners and secrets have no such answer.
    public static Optional<Resource> missing(ResourceType type, String name) {
        return switch (type) {
            case ROUTE ->
                    Optional.of(RouteConfiguration.newBuilder().setName(name).build())
                            .map(message -> new Translated(type, name, message))
                            .map(Translator::withoutInputs);
            case ENDPOINT ->
                    Optional.of(ClusterLoadAssignment.newBuilder().setClusterName(name).build())
                            .map(message -> new Translated(type, name, message))
                            .map(Translator::withoutInputs);
            case CLUSTER, LISTENER, VIRTUAL_HOST, SECRET -> Optional.empty();
        };
    }

    private static Resource withoutInputs(Translated translated) {
        return new Resource(Encoded.of(translated), Set.of());
    }
}

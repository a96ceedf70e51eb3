package io.fairlead.push.cache;

import io.fairlead.push.session.Resource;
import io.fairlead.push.session.Resources.Layer;
import io.fairlead.push.session.TypeUrl;
import io.fairlead.translate.Encodings;
import io.fairlead.translate.Translation;
import io.fairlead.translate.input.InputKey;
import io.fairlead.translate.input.MeshView;
import io.fairlead.translate.input.ProxyClass;
import io.fairlead.translate.input.ResourceType;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What one class of proxies is sent: its translation, and the same as layers that many targets share. Immutable.
record ClassState(Translation translation, Map<ResourceType, Layer> layers) {

    ClassState {
        layers = Map.copyOf(layers);
    }

    static ClassState of(ProxyClass proxyClass, MeshView view, Encodings encodings) {
        Translation translation = Translation.of(proxyClass, view, encodings);
        return new ClassState(translation, layers(translation, null));
    }

    /// After a change. Returns this when nothing that the class reads has changed.
    ClassState next(Set<InputKey> changed, MeshView view) {
        Translation next = translation.next(changed, view);
        return next == translation ? this : new ClassState(next, layers(next, this));
    }

    /// Keeps the layer of a type in which nothing changed: its identity says so to every stream. Where the names and
    /// their order are the same, only what was translated anew is looked at.
    private static Map<ResourceType, Layer> layers(
            Translation translation, @Nullable ClassState before) {
        Map<ResourceType, Layer> layers = new EnumMap<>(ResourceType.class);
        for (ResourceType type : ResourceType.values()) {
            Layer old = before == null ? null : before.layers.get(type);
            layers.put(type, layer(type, translation, old));
        }
        return layers;
    }

    private static Layer layer(ResourceType type, Translation translation, @Nullable Layer old) {
        Translation.News news = translation.news(type);
        if (old != null && !news.rearranged() && old.size() == translation.count(type)) {
            return old.next(resources(news.renewed()));
        }
        List<Resource> all = resources(translation.resources(type));
        return old != null && old.holds(all) ? old : Layer.of(all);
    }

    private static List<Resource> resources(List<io.fairlead.translate.Resource> translated) {
        return translated.stream().map(r -> new Resource(r.name(), r.version(), r.body())).toList();
    }

    Layer layer(ResourceType type) {
        Layer layer = layers.get(type);
        return layer == null ? Layer.of(List.of()) : layer;
    }

    static TypeUrl url(ResourceType type) {
        return new TypeUrl(type.typeUrl());
    }
}

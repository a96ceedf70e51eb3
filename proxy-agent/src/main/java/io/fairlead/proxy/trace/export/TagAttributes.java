package io.fairlead.proxy.trace.export;

import io.fairlead.proxy.trace.span.FinishedSpan.Tag;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The tags of a span as OpenTelemetry's exporters read them, in the order in which they are: neither copied nor
/// sorted, as those of OpenTelemetry's own builder would be for each span.
final class TagAttributes implements Attributes {

    private final List<Tag> tags;
    private final TagKeys keys;

    /// @param tags whose names differ
    TagAttributes(List<Tag> tags, TagKeys keys) {
        this.tags = tags;
        this.keys = keys;
    }

    @Override
    @SuppressWarnings("unchecked") // a key that is equal to ours is one of texts
    public <T> @Nullable T get(AttributeKey<T> key) {
        for (Tag tag : tags) {
            if (tag.name().equals(key.getKey()) && keys.of(tag.name()).equals(key)) {
                return (T) tag.value();
            }
        }
        return null;
    }

    @Override
    public void forEach(BiConsumer<? super AttributeKey<?>, ? super Object> consumer) {
        for (Tag tag : tags) {
            consumer.accept(keys.of(tag.name()), tag.value());
        }
    }

    @Override
    public int size() {
        return tags.size();
    }

    @Override
    public boolean isEmpty() {
        return tags.isEmpty();
    }

    @Override
    public Map<AttributeKey<?>, Object> asMap() {
        Map<AttributeKey<?>, Object> map = new LinkedHashMap<>();
        forEach(map::put);
        return map;
    }

    @Override
    public AttributesBuilder toBuilder() {
        AttributesBuilder builder = Attributes.builder();
        tags.forEach(tag -> builder.put(keys.of(tag.name()), tag.value()));
        return builder;
    }
}

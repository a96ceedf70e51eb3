package io.fairlead.model.config;

import java.util.Comparator;

/// Names one object. Versions of a kind are one kind: `v1alpha3` and `v1` of a VirtualService have the same key.
///
/// @param group API group, empty for the core group
/// @param namespace empty for kinds without one (Namespace, Node)
public record ObjectKey(String group, String kind, String namespace, String name)
        implements Comparable<ObjectKey> {

    private static final Comparator<ObjectKey> ORDER =
            Comparator.comparing(ObjectKey::kind)
                    .thenComparing(ObjectKey::group)
                    .thenComparing(ObjectKey::namespace)
                    .thenComparing(ObjectKey::name);

    @Override
    public int compareTo(ObjectKey other) {
        return ORDER.compare(this, other);
    }

    /// As people write it: `VirtualService shop/cart`.
    @Override
    public String toString() {
        return namespace.isEmpty() ? kind + " " + name : kind + " " + namespace + "/" + name;
    }
}

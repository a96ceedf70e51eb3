package io.fairlead.model.mtls;

import java.util.Comparator;

/// A pod by its name.
public record PodRef(String namespace, String name) {
    public static final Comparator<PodRef> ORDER =
            Comparator.comparing(PodRef::namespace).thenComparing(PodRef::name);

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}

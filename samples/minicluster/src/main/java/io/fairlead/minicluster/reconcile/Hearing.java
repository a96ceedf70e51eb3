package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.function.Consumer;

/// Hears that an object has come, has changed or has gone, all alike. Of a change it hears what was, too: whom that
/// belonged to has to look again.
public record Hearing<T>(Consumer<T> listener) implements ResourceEventHandler<T> {

    @Override
    public void onAdd(T object) {
        listener.accept(object);
    }

    @Override
    public void onUpdate(T before, T after) {
        listener.accept(before);
        listener.accept(after);
    }

    @Override
    public void onDelete(T object, boolean unknown) {
        listener.accept(object);
    }
}

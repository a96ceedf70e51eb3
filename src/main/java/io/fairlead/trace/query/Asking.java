package io.fairlead.trace.query;

import io.fairlead.trace.store.TraceStore;
import java.util.function.Function;

/// The way to the store, which belongs to one thread.
@FunctionalInterface
public interface Asking {

    /// Asks, and waits for the answer, which must not look into the store any more.
    <T> T ask(Function<TraceStore, T> question);
}

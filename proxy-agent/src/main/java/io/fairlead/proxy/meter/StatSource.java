package io.fairlead.proxy.meter;

/// Something that knows figures and says them when asked. Asked on the thread of whoever scrapes, never on an event
/// loop: it reads what its owner publishes and must not wait.
@FunctionalInterface
public interface StatSource {

    /// Takes the figures; the same counter named twice is summed, so each event loop can say its share.
    interface Sink {
        /// A figure that only grows.
        void counter(StatName name, long value);

        /// A figure that goes up and down.
        void gauge(StatName name, long value);
    }

    /// Says all figures.
    void collect(Sink sink);
}

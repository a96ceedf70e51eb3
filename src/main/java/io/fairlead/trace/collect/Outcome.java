package io.fairlead.trace.collect;

/// What became of a request.
public sealed interface Outcome {

    /// Its spans are held.
    record Taken(int spans) implements Outcome {}

    /// Too much at the moment: the same request may be taken later.
    record Busy(String reason) implements Outcome {}

    /// Never: it is too large, or not what it should be.
    record Refused(String reason) implements Outcome {}
}

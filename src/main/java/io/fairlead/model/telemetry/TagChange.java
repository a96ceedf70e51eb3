package io.fairlead.model.telemetry;

/// What happens to one label of a metric.
public sealed interface TagChange {
    /// The label is set, and added where there was none.
    ///
    /// @param expression in CEL
    record Upsert(String expression) implements TagChange {}

    /// The label is left out.
    record Remove() implements TagChange {}
}

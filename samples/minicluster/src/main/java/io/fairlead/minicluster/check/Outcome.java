package io.fairlead.minicluster.check;

/// What became of a row.
public sealed interface Outcome {

    /// The row held.
    ///
    /// @param measured the figure, for example `97 of 1000 risky`
    /// @param bound what it was held against, for example `65..135`
    record Passed(String measured, String bound) implements Outcome {}

    /// The row did not hold.
    record Failed(String measured, String bound) implements Outcome {}

    /// The row, or a part of it, cannot be shown here; counts as skipped, never as passed.
    record NotShown(String reason) implements Outcome {}

    /// Passed or failed by a condition.
    static Outcome of(boolean held, String measured, String bound) {
        return held ? new Passed(measured, bound) : new Failed(measured, bound);
    }

    /// A program that the row needs isn't on this machine: not shown, and failed where all of them are required.
    static Outcome missing(String reason) {
        return "all".equals(System.getenv("FAIRLEAD_REQUIRE"))
                ? new Failed(reason, "FAIRLEAD_REQUIRE=all")
                : new NotShown(reason);
    }

    /// This outcome if it is not a pass, else `next`: for rows with several parts.
    default Outcome and(Outcome next) {
        return switch (this) {
            case Passed(var measured, var bound) ->
                    switch (next) {
                        case Passed p ->
                                new Passed(
                                        measured + "; " + p.measured(), bound + "; " + p.bound());
                        case Failed f ->
                                new Failed(
                                        measured + "; " + f.measured(), bound + "; " + f.bound());
                        case NotShown n -> n;
                    };
            case Failed f -> f;
            case NotShown n -> n;
        };
    }
}

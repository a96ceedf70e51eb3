package io.fairlead.migrate.decide.machine;

/// Where a unit is, and how often it had to go back.
public record Standing(Phase phase, int trips) {
    public static final Standing NEW = new Standing(new Phase.Discovered(), 0);

    Standing to(Phase next) {
        return new Standing(next, trips);
    }
}

package io.fairlead.meter;

import java.time.Duration;
import java.util.Map;

/// Hears of what the daemon itself has done. Whoever listens takes it at once or drops it: work never waits for being
/// told of.
@FunctionalInterface
public interface OwnWork {

    /// Nobody listens.
    OwnWork UNHEARD = _ -> {};

    /// Told when it is done.
    void done(Work work);

    /// Something that took time.
    ///
    /// @param cause a number that all work of one cause shares; 0 for work that is alone
    /// @param key what this is called among work of the same cause; empty when nothing is part of it
    /// @param of key of the work that this is a part of; empty for none
    record Work(
            long cause,
            String key,
            String of,
            String name,
            Duration took,
            Map<String, String> facts) {
        public Work {
            facts = Map.copyOf(facts);
        }

        /// Work that is alone.
        public static Work alone(String name, Duration took, Map<String, String> facts) {
            return new Work(0, "", "", name, took, facts);
        }
    }
}

package io.fairlead.proxy.xds.decode;

import io.fairlead.proxy.model.Problem;
import java.util.List;

/// What became of one resource.
public sealed interface Decoded<T> {
    /// It can be used.
    ///
    /// @param notes what of it has no effect
    /// @param weight what the programs of its regular expressions add to its bytes
    record Accepted<T>(T value, List<Problem> notes, long weight) implements Decoded<T> {
        public Accepted {
            notes = List.copyOf(notes);
        }
    }

    /// It can't be used.
    ///
    /// @param problems all that were found
    record Rejected<T>(List<Problem> problems) implements Decoded<T> {
        public Rejected {
            problems = List.copyOf(problems);
        }
    }
}

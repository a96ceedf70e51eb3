package io.fairlead.inject.patch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// What became of a pod that shall get a proxy.
public sealed interface Outcome {

    /// It has one.
    ///
    /// @param notes what its annotations ask for and don't get
    record Injected(ObjectNode pod, List<String> notes) implements Outcome {
        public Injected {
            notes = List.copyOf(notes);
        }
    }

    /// It can't have the one that its annotations ask for.
    ///
    /// @param problems each names annotation, value and what was expected
    record Refused(List<String> problems) implements Outcome {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}

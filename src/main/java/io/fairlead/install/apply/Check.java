package io.fairlead.install.apply;

import java.util.List;

/// What was found before anything is changed.
///
/// @param problems what stands in the way
/// @param notes what somebody may want to know
public record Check(List<String> problems, List<String> notes) {
    public Check {
        problems = List.copyOf(problems);
        notes = List.copyOf(notes);
    }
}

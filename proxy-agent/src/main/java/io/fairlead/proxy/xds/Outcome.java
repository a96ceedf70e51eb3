package io.fairlead.proxy.xds;

import io.fairlead.proxy.model.Problem;
import java.util.ArrayList;
import java.util.List;

/// What became of a response. So many problems are kept; of the others it is known how many they were.
final class Outcome {
    private final int problemsMax;
    private final List<Problem> errors = new ArrayList<>();
    private final List<Problem> notes = new ArrayList<>();
    private int more;

    Outcome(int problemsMax) {
        this.problemsMax = problemsMax;
    }

    /// A resource was refused.
    void refused(Problem problem) {
        if (errors.size() < problemsMax) {
            errors.add(problem);
        } else {
            more++;
        }
    }

    /// A resource was accepted, but not all of it has an effect.
    void noted(Problem problem) {
        if (notes.size() < problemsMax) {
            notes.add(problem);
        }
    }

    boolean isGood() {
        return errors.isEmpty();
    }

    /// Of resources that were refused.
    List<Problem> errors() {
        return List.copyOf(errors);
    }

    /// Of resources that were accepted.
    List<Problem> notes() {
        return List.copyOf(notes);
    }

    /// All of it, for the one who sent it.
    String text() {
        List<String> lines = new ArrayList<>(errors.stream().map(Problem::toString).toList());
        if (more > 0) {
            lines.add("and " + more + " more problems");
        }
        return String.join("\n", lines);
    }
}

package io.fairlead.ingest.validate;

import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.Origin;
import io.fairlead.model.config.Problem;
import io.fairlead.model.config.Problem.Severity;
import io.fairlead.model.config.Problem.Told;
import java.util.ArrayList;
import java.util.List;

/// Collects what is wrong with one object. Mutable, lives for one check.
final class Findings {
    /// A value may be long; a message is read by people.
    private static final int TEXT_MAX = 500;

    private final ObjectKey object;
    private final Origin origin;
    private final List<Problem> problems = new ArrayList<>();

    Findings(ObjectKey object, Origin origin) {
        this.object = object;
        this.origin = origin;
    }

    void error(String code, String field, Told told) {
        add(code, Severity.ERROR, field, told);
    }

    void warning(String code, String field, Told told) {
        add(code, Severity.WARNING, field, told);
    }

    private void add(String code, Severity severity, String field, Told told) {
        int line = field.isEmpty() ? origin.line() : origin.lineOf(field);
        String what =
                told.what().length() <= TEXT_MAX
                        ? told.what()
                        : told.what().substring(0, TEXT_MAX) + "…";
        problems.add(
                new Problem(
                        code,
                        severity,
                        object,
                        origin.file(),
                        line,
                        field,
                        what,
                        told.rule(),
                        told.fix()));
    }

    List<Problem> all() {
        return List.copyOf(problems);
    }
}

package io.fairlead.ingest.decode;

import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.Problem;
import io.fairlead.model.config.Problem.Severity;
import io.fairlead.model.config.Problem.Told;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Collects what is wrong with one file, up to a limit. Mutable, lives for one file.
final class Complaints {
    private static final int TEXT_MAX = 500;

    private final String file;
    private final int max;
    private final List<Problem> problems = new ArrayList<>();
    private int dropped;
    private int above;
    private @Nullable ObjectKey object;

    Complaints(String file, int max) {
        this.file = file;
        this.max = max;
    }

    /// From here on, problems are about this object.
    void about(@Nullable ObjectKey key) {
        object = key;
    }

    /// Lines that are told from here on are counted in a text inside the file; this many lines stand above it.
    void inside(int linesAbove) {
        above = linesAbove;
    }

    void error(String code, int line, String field, Told told) {
        add(code, Severity.ERROR, line, field, told);
    }

    /// A value is not of the type that its field has.
    void wrongType(Tree is, String expected, String field, int line, String fix) {
        String what = "is " + is.describe() + ", expected " + expected;
        error("wrong-type", line, field, new Told(what, "the field is " + expected, fix));
    }

    void warning(String code, int line, String field, Told told) {
        add(code, Severity.WARNING, line, field, told);
    }

    void info(String code, int line, String field, Told told) {
        add(code, Severity.INFO, line, field, told);
    }

    private void add(String code, Severity severity, int line, String field, Told told) {
        if (problems.size() >= max) {
            dropped++;
            return;
        }
        problems.add(
                new Problem(
                        code,
                        severity,
                        object,
                        file,
                        line > 0 ? line + above : above,
                        cut(field),
                        cut(told.what()),
                        told.rule(),
                        cut(told.fix())));
    }

    /// A value may be megabytes long; a message is read by people.
    private static String cut(String text) {
        return text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX) + "…";
    }

    int errors() {
        return dropped + (int) problems.stream().filter(Problem::isError).count();
    }

    List<Problem> all() {
        List<Problem> all = new ArrayList<>(problems);
        if (dropped > 0) {
            all.add(
                    new Problem(
                            "too-many-problems",
                            Severity.ERROR,
                            null,
                            file,
                            0,
                            "",
                            dropped + " more problems are not shown",
                            "at most " + max + " problems are told of one file",
                            "mend those above first"));
        }
        return List.copyOf(all);
    }
}

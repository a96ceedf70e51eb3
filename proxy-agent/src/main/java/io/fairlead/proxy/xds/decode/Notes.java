package io.fairlead.proxy.xds.decode;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.fairlead.proxy.model.Problem;
import io.fairlead.proxy.model.Regex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Collects what is found in one resource. It knows where it stands: [#at] gives a view of a field below.
final class Notes {
    private final String resource;
    private final String where;
    private final Set<Problem> found;
    private final Expressions expressions;

    /// The regular expressions of the resource: each text is compiled once.
    private static final class Expressions {
        private final Map<String, Regex> compiled = new HashMap<>();
        private long steps;
    }

    Notes(String resource) {
        this(resource, "", new LinkedHashSet<>(), new Expressions());
    }

    private Notes(String resource, String where, Set<Problem> found, Expressions expressions) {
        this.resource = resource;
        this.where = where;
        this.found = found;
        this.expressions = expressions;
    }

    /// The same collection, one field deeper.
    Notes at(String field) {
        return new Notes(
                resource, where.isEmpty() ? field : where + "." + field, found, expressions);
    }

    /// The resource can't be used because of this.
    void error(String what) {
        add(Problem.Severity.ERROR, what);
    }

    /// This part of the resource has no effect.
    void noEffect(String what) {
        add(Problem.Severity.NO_EFFECT, what);
    }

    private void add(Problem.Severity severity, String what) {
        if (found.size() < DecodeLimits.PROBLEMS_MAX) {
            found.add(new Problem(severity, resource, where, what));
        }
    }

    <T> Decoded<T> result(T value) {
        List<Problem> errors = new ArrayList<>(found);
        errors.removeIf(problem -> problem.severity() != Problem.Severity.ERROR);
        return errors.isEmpty()
                ? new Decoded.Accepted<>(
                        value,
                        List.copyOf(found),
                        expressions.steps * DecodeLimits.REGEX_STEP_BYTES)
                : new Decoded.Rejected<>(errors);
    }

    /// Parses what an `Any` holds; empty, and an error is noted, when it isn't that.
    <T> Optional<T> parse(Any any, Parser<T> parser) {
        try {
            return Optional.of(parser.parseFrom(any.getValue()));
        } catch (InvalidProtocolBufferException e) {
            error("bytes are not a " + any.getTypeUrl() + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    /// Compiles an expression; one that never matches, and an error is noted, when it isn't RE2, or when this resource
    /// has too much of them.
    Regex regex(String text) {
        if (text.length() > DecodeLimits.REGEX_CHARS_MAX) {
            error(
                    "regular expression is longer than "
                            + DecodeLimits.REGEX_CHARS_MAX
                            + " characters");
            return NEVER;
        }
        Regex known = expressions.compiled.get(text);
        if (known != null) {
            return known;
        }
        if (!hasRoomFor(Regex.steps(text))) {
            return NEVER;
        }
        Regex regex = compiled(text);
        expressions.compiled.put(text, regex);
        return regex;
    }

    /// Counts what an expression takes that somebody else compiles; an error is noted when it is too much.
    boolean hasRoomFor(int steps) {
        boolean fits = expressions.steps + steps <= DecodeLimits.REGEX_STEPS_MAX;
        if (fits) {
            expressions.steps += steps;
        } else {
            error(
                    "the regular expressions of this resource take together more than %d steps; fix: fewer or shorter"
                                    .formatted(DecodeLimits.REGEX_STEPS_MAX)
                            + " ones, prefixes and exact values where they do, or routes of several hosts");
        }
        return fits;
    }

    private Regex compiled(String text) {
        try {
            return Regex.compile(text);
        } catch (IllegalArgumentException e) {
            error(String.valueOf(e.getMessage()));
            return NEVER;
        }
    }

    private static final Regex NEVER = Regex.compile("[^\\x00-\\x{10FFFF}]");
}

package io.fairlead.proxy.xds.decode;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.fairlead.proxy.model.Problem;
import io.fairlead.proxy.model.Regex;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Collects what is found in one resource. It knows where it stands: [#at] gives a view of a field below.
final class Notes {
    private final String resource;
    private final String where;
    private final Set<Problem> found;

    Notes(String resource) {
        this(resource, "", new LinkedHashSet<>());
    }

    private Notes(String resource, String where, Set<Problem> found) {
        this.resource = resource;
        this.where = where;
        this.found = found;
    }

    /// The same collection, one field deeper.
    Notes at(String field) {
        return new Notes(resource, where.isEmpty() ? field : where + "." + field, found);
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
                ? new Decoded.Accepted<>(value, List.copyOf(found))
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

    /// Compiles an expression; one that never matches, and an error is noted, when it isn't RE2.
    Regex regex(String text) {
        if (text.length() > DecodeLimits.REGEX_CHARS_MAX) {
            error(
                    "regular expression is longer than "
                            + DecodeLimits.REGEX_CHARS_MAX
                            + " characters");
            return NEVER;
        }
        try {
            return Regex.compile(text);
        } catch (IllegalArgumentException e) {
            error(String.valueOf(e.getMessage()));
            return NEVER;
        }
    }

    private static final Regex NEVER = Regex.compile("[^\\x00-\\x{10FFFF}]");
}

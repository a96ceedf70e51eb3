package io.fairlead.model.route;

/// How a string is compared.
public sealed interface StringMatch {
    /// Equal.
    record Exact(String value) implements StringMatch {}

    /// Starts with.
    record Prefix(String value) implements StringMatch {}

    /// The whole string matches an RE2 expression.
    record Regex(String value) implements StringMatch {}

    /// The header (or parameter) is there, whatever it says. Written as an empty match: `headers: {x-canary: {}}`.
    record Present() implements StringMatch {}
}

package io.fairlead.proxy.model;

/// How a path is changed on its way; the query stays.
public sealed interface PathRewrite {
    /// Not at all.
    record Keep() implements PathRewrite {}

    /// The part that the route's prefix or exact path matched is replaced.
    record Prefix(String replacement) implements PathRewrite {}

    /// The whole path is replaced.
    record Full(String path) implements PathRewrite {}

    /// Matches are replaced; `\\1` is the first group.
    record Replace(Regex regex, String substitution) implements PathRewrite {}
}

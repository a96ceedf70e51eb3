package io.fairlead.model.route;

import org.jspecify.annotations.Nullable;

/// Changes of path and authority before a request is sent on. Empty means "not written".
public record Rewrite(String uri, String authority, @Nullable RegexRewrite uriRegex) {
    public static final Rewrite NONE = new Rewrite("", "", null);

    /// Replacement of what an RE2 expression finds in the path.
    public record RegexRewrite(String match, String rewrite) {}
}

package io.fairlead.proxy.http;

import org.jspecify.annotations.Nullable;

/// A request as decisions see it, whatever version of HTTP it came by. The view is reused by its connection: a decision
/// reads it while it runs and keeps nothing but strings.
public interface RequestView {

    /// The method as sent, for example `GET`.
    String method();

    /// `http` or `https`: what the client is said to have used.
    String scheme();

    /// `Host` or `:authority` as sent, with its port if there was one.
    String authority();

    /// The path with its query, after dot segments are resolved where the listener asks for that.
    String path();

    /// The value of a header, several of one name joined by `,` in their order; null when absent.
    ///
    /// @param name in lower case; `:method`, `:scheme`, `:authority` and `:path` are understood too
    @Nullable String header(String name);
}

package io.fairlead.proxy.http.rewrite;

import org.jspecify.annotations.Nullable;

/// What the command operators of a format stand for.
public interface FormatSource {
    /// A request header or pseudo header (`%REQ(x)%`), as the downstream sent it.
    @Nullable CharSequence request(String name);

    /// A response header (`%RESP(x)%`).
    @Nullable CharSequence response(String name);

    /// Any other operator.
    ///
    /// @param operator for example `DOWNSTREAM_REMOTE_ADDRESS`
    /// @param argument what stands in its parentheses, or empty
    @Nullable CharSequence other(String operator, String argument);
}

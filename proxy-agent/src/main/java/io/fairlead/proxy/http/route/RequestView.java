package io.fairlead.proxy.http.route;

import org.jspecify.annotations.Nullable;

/// A request head as decisions see it. A codec implements it over its own bytes; the texts it returns are valid until
/// the next head is parsed and need not be strings.
public interface RequestView {
    /// `GET`.
    CharSequence method();

    /// Without query and fragment; empty for CONNECT.
    CharSequence path();

    /// Behind the `?`, without it; null when there is none.
    @Nullable CharSequence query();

    /// `Host` or `:authority`; empty when there is none.
    CharSequence authority();

    /// `http` or `https`.
    CharSequence scheme();

    /// Null when it is missing; several of one name are joined by commas.
    ///
    /// @param name lower case, never one with a colon
    @Nullable CharSequence header(String name);

    /// A header, or the part of the head that HTTP/2 would send as the pseudo header of that name.
    default @Nullable CharSequence field(String name) {
        return switch (name) {
            case ":method" -> method();
            case ":path" -> pathAndQuery();
            case ":authority", "host" -> authority();
            case ":scheme" -> scheme();
            default -> header(name);
        };
    }

    /// Path and query as they were sent.
    default CharSequence pathAndQuery() {
        CharSequence query = query();
        return query == null ? path() : path() + "?" + query;
    }
}

package io.fairlead.proxy.endpoint;

import java.util.Collections;
import java.util.Iterator;

/// The answer of an endpoint.
///
/// @param body all of it; empty when it comes in parts
/// @param more the body in parts, each made when the client has read those before, so that a page of a large mesh is
///     never in memory as a whole; can be read once
public record Reply(int status, String contentType, String body, Iterator<String> more) {

    /// An answer that is there as a whole.
    public Reply(int status, String contentType, String body) {
        this(status, contentType, body, Collections.emptyIterator());
    }

    /// Plain text.
    public static Reply text(int status, String body) {
        return new Reply(status, "text/plain; charset=utf-8", body);
    }

    /// JSON.
    public static Reply json(String body) {
        return new Reply(200, "application/json", body);
    }

    /// Yes.
    public static Reply ok(String body) {
        return text(200, body);
    }

    /// Yes, in parts.
    ///
    /// @param contentType with its character set, where it needs one
    public static Reply parts(String contentType, Iterator<String> parts) {
        return new Reply(200, contentType, "", parts);
    }
}

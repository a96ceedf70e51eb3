package io.fairlead.proxy.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a request's hash is made from; with several, their hashes are combined.
///
/// @param terminal stop here if this one gave a hash
public record HashPolicy(Source source, boolean terminal) {
    /// Where the text to hash comes from.
    public sealed interface Source {
        /// A request header.
        record Header(String name) implements Source {}

        /// A cookie.
        ///
        /// @param ttl null = never made by the proxy; zero = a session cookie is made when it is missing
        record Cookie(String name, @Nullable Duration ttl, String path) implements Source {}

        /// The address of the client.
        record SourceIp() implements Source {}

        /// A query parameter.
        record QueryParameter(String name) implements Source {}
    }

    /// By a header.
    public static HashPolicy header(String name) {
        return new HashPolicy(new Source.Header(name), false);
    }
}

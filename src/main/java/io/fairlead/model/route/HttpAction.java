package io.fairlead.model.route;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a route does with a request that matches it.
public sealed interface HttpAction {
    /// Sends it on.
    record Forward(List<WeightedDestination> destinations) implements HttpAction {
        public Forward {
            destinations = List.copyOf(destinations);
        }
    }

    /// Sends the client elsewhere. Empty strings and zeros are not written.
    ///
    /// @param prefixRewrite replaces the matched prefix (instead of `uri`, which replaces the whole path)
    /// @param port 0: not written
    /// @param code 0: not written, 301 is meant
    record Redirect(
            String uri,
            String prefixRewrite,
            String authority,
            String scheme,
            int port,
            @Nullable PortDerivation derivePort,
            int code)
            implements HttpAction {}

    /// How a redirect chooses its port when none is written.
    enum PortDerivation {
        FROM_PROTOCOL_DEFAULT,
        FROM_REQUEST_PORT
    }

    /// Answers by itself.
    record DirectResponse(int status, Body body) implements HttpAction {}

    /// Body of a direct response; empty text when none was written.
    sealed interface Body {
        /// Text.
        record Text(String value) implements Body {}

        /// Base64 of the bytes.
        record Base64(String value) implements Body {}
    }

    /// Another VirtualService has the routes.
    ///
    /// @param namespace empty for that of the delegating VirtualService
    record Delegate(String namespace, String name) implements HttpAction {}
}

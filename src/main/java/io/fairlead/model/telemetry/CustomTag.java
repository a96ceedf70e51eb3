package io.fairlead.model.telemetry;

/// Where the value of a span's tag comes from. An empty `otherwise` means that the tag is left out.
public sealed interface CustomTag {
    /// A fixed text.
    record Literal(String value) implements CustomTag {}

    /// An environment variable of the proxy.
    record Environment(String name, String otherwise) implements CustomTag {}

    /// A header of the request.
    record Header(String name, String otherwise) implements CustomTag {}

    /// A text with operators of the access log.
    record Formatter(String value) implements CustomTag {}
}

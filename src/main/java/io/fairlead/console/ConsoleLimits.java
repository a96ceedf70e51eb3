package io.fairlead.console;

/// What bounds the console.
///
/// @param connectionsMax open connections
/// @param requestsMax requests that are being answered
/// @param queryBytesMax a longer query is refused
public record ConsoleLimits(int connectionsMax, int requestsMax, int queryBytesMax) {

    public static final ConsoleLimits DEFAULT = new ConsoleLimits(256, 32, 8 * 1024);
}

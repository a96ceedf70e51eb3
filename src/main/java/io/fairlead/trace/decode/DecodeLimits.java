package io.fairlead.trace.decode;

/// What is kept of what a request says. The rest is cut or left out, and counted.
///
/// @param spansMax spans of a request
/// @param tagsMax tags of a span, a process or a log
/// @param logsMax logs of a span
/// @param referencesMax references of a span
/// @param nameBytesMax bytes of the name of a service, an operation or a key
/// @param valueBytesMax bytes of a tag's value
/// @param depthMax how deep values may be nested
public record DecodeLimits(
        int spansMax,
        int tagsMax,
        int logsMax,
        int referencesMax,
        int nameBytesMax,
        int valueBytesMax,
        int depthMax) {

    public static final DecodeLimits DEFAULT = new DecodeLimits(10_000, 128, 64, 16, 256, 4_096, 4);
}

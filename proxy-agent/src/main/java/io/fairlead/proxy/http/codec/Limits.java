package io.fairlead.proxy.http.codec;

/// What one message may cost.
///
/// @param headBytes most bytes of a head: Envoy's 60 KiB
/// @param headers most headers of a head: Envoy's 100
/// @param trailerBytes most bytes of a trailer section
/// @param extensionBytes most bytes of chunk extensions in one message
public record Limits(int headBytes, int headers, int trailerBytes, int extensionBytes) {

    /// What Envoy has when nothing is configured.
    public static final Limits DEFAULT = new Limits(60 * 1024, 100, 8 * 1024, 1024);
}

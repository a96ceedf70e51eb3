package io.fairlead.proxy.model;

/// How the host header is changed on its way.
///
/// @param appendForwardedHost send the old one as `x-forwarded-host`
public record HostRewrite(To to, boolean appendForwardedHost) {
    public static final HostRewrite KEEP = new HostRewrite(new To.Same(), false);

    /// What the host header becomes.
    public sealed interface To {
        /// As it is.
        record Same() implements To {}

        /// This.
        record Literal(String host) implements To {}

        /// The name of the host that was picked (DNS clusters).
        record UpstreamName() implements To {}

        /// The value of a request header, if it is there.
        record FromHeader(String header) implements To {}

        /// The path, replaced.
        record FromPath(Regex regex, String substitution) implements To {}
    }

    /// This host.
    public static HostRewrite literal(String host) {
        return new HostRewrite(new To.Literal(host), false);
    }
}

package io.fairlead.proxy.supervise.bootstrap;

/// What clients may take of a stock Envoy.
final class EnvoyLimits {
    /// Connections that clients may have open at once, over all listeners but the admin port.
    static final int DOWNSTREAM_CONNECTIONS_MAX = 100_000;

    /// Size of a compiled regular expression, as Istio sets it.
    static final int REGEX_PROGRAM_SIZE_MAX = 32_768;

    private EnvoyLimits() {}
}

package io.fairlead.proxy.capture;

import java.util.List;

/// What differs between IPv4 and IPv6.
enum Family {
    V4("127.0.0.1/32", "127.0.0.6/32"),
    V6("::1/128", "::6/128");

    /// This pod itself.
    final String loopback;

    /// From there the proxy calls its own application.
    final String passthrough;

    Family(String loopback, String passthrough) {
        this.loopback = loopback;
        this.passthrough = passthrough;
    }

    List<String> of(NetworkSet networks) {
        return switch (this) {
            case V4 -> networks.ipv4();
            case V6 -> networks.ipv6();
        };
    }
}

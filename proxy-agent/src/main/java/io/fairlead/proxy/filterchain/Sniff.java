package io.fairlead.proxy.filterchain;

import java.util.List;

/// What the first bytes of a connection say.
public sealed interface Sniff {
    /// Can't be said yet: wait for more bytes.
    record NeedMore() implements Sniff {}

    /// TLS; names and protocols of its ClientHello.
    ///
    /// @param serverName lower case, or empty
    record Tls(String serverName, List<String> applicationProtocols) implements Sniff {
        public Tls {
            applicationProtocols = List.copyOf(applicationProtocols);
        }
    }

    /// TLS whose ClientHello is longer than anybody needs: nothing is done with it.
    record TooLong() implements Sniff {}

    /// HTTP/1.0 or 1.1.
    record Http1(boolean version10) implements Sniff {
        /// As filter chains name it.
        public String protocol() {
            return version10 ? "http/1.0" : "http/1.1";
        }
    }

    /// HTTP/2 by prior knowledge; `h2c` in filter chains.
    record Http2() implements Sniff {}

    /// Anything else.
    record Opaque() implements Sniff {}

    NeedMore NEED_MORE = new NeedMore();
    Opaque OPAQUE = new Opaque();
}

package io.fairlead.proxy.model;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/// Where something listens: an IP literal (or, in DNS clusters, a host name) and a port.
public record Address(String host, int port) {

    public Address {
        if (host.isEmpty() || port < 0 || port > 65535) {
            throw new IllegalArgumentException("not an address: " + host + ":" + port);
        }
    }

    /// True for an IP literal; false for a name that DNS has to resolve.
    public boolean isLiteral() {
        try {
            return InetAddress.ofLiteral(host) != null;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /// A socket address for an IP literal, without ever asking DNS; unresolved for a name.
    public InetSocketAddress toSocketAddress() {
        try {
            return new InetSocketAddress(InetAddress.ofLiteral(host), port);
        } catch (IllegalArgumentException _) {
            return InetSocketAddress.createUnresolved(host, port);
        }
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}

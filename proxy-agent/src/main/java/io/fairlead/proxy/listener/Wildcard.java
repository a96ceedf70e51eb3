package io.fairlead.proxy.listener;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// Any address, of the same family and with the same port.
final class Wildcard {

    private static final InetAddress ANY4 = InetAddress.ofLiteral("0.0.0.0");
    private static final InetAddress ANY6 = InetAddress.ofLiteral("::");

    private Wildcard() {}

    static InetSocketAddress of(InetSocketAddress address) {
        boolean six = address.getAddress() instanceof Inet6Address;
        return new InetSocketAddress(six ? ANY6 : ANY4, address.getPort());
    }
}

package io.fairlead.proxy.filterchain;

import io.fairlead.proxy.model.ChainMatch.TransportProtocol;
import java.net.InetAddress;
import java.util.List;

/// What is known of a connection when its chain is chosen.
///
/// @param destination original destination
/// @param serverName SNI in lower case, or empty
/// @param applicationProtocols ALPN of the ClientHello, or what sniffing found (`http/1.1`, `h2c`)
public record Connection(
        InetAddress destination,
        int destinationPort,
        String serverName,
        TransportProtocol transport,
        List<String> applicationProtocols,
        InetAddress source,
        int sourcePort) {

    public Connection {
        applicationProtocols = List.copyOf(applicationProtocols);
    }
}

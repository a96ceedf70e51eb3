package io.fairlead.proxy.model;

import java.util.List;

/// Which connections a filter chain is for. Empty lists and zero mean "any".
///
/// @param destinationPort zero = any
/// @param prefixRanges of the destination address
/// @param serverNames of TLS SNI, lower case; `*.suffix` is a wildcard
/// @param applicationProtocols found by ALPN or by sniffing
/// @param sourcePrefixRanges of the peer address
public record ChainMatch(
        int destinationPort,
        List<PrefixRange> prefixRanges,
        List<String> serverNames,
        TransportProtocol transportProtocol,
        List<String> applicationProtocols,
        List<PrefixRange> sourcePrefixRanges,
        List<Integer> sourcePorts) {

    /// Matches every connection.
    public static final ChainMatch ANY =
            new ChainMatch(
                    0,
                    List.of(),
                    List.of(),
                    TransportProtocol.ANY,
                    List.of(),
                    List.of(),
                    List.of());

    public ChainMatch {
        prefixRanges = List.copyOf(prefixRanges);
        serverNames = List.copyOf(serverNames);
        applicationProtocols = List.copyOf(applicationProtocols);
        sourcePrefixRanges = List.copyOf(sourcePrefixRanges);
        sourcePorts = List.copyOf(sourcePorts);
    }

    /// The transport that the connection was found to speak.
    public enum TransportProtocol {
        ANY(""),
        RAW_BUFFER("raw_buffer"),
        TLS("tls");

        private final String wireName;

        TransportProtocol(String wireName) {
            this.wireName = wireName;
        }

        /// Envoy's name of it.
        public String wireName() {
            return wireName;
        }
    }

    /// Addresses whose first `length` bits are those of `address`.
    ///
    /// @param address an IP literal
    public record PrefixRange(String address, int length) {}

    /// A copy for one destination port.
    public ChainMatch withDestinationPort(int port) {
        return new ChainMatch(
                port,
                prefixRanges,
                serverNames,
                transportProtocol,
                applicationProtocols,
                sourcePrefixRanges,
                sourcePorts);
    }

    /// A copy for one transport and these application protocols.
    public ChainMatch withProtocols(TransportProtocol transport, List<String> application) {
        return new ChainMatch(
                destinationPort,
                prefixRanges,
                serverNames,
                transport,
                application,
                sourcePrefixRanges,
                sourcePorts);
    }
}

package io.fairlead.proxy.model;

import java.util.List;
import java.util.Map;

/// How a cluster protects connections to its hosts: the first match whose labels a host has, else the cluster's own.
public record TransportChoice(List<Match> matches, ClientTransport otherwise) {

    /// In plaintext, whoever the host is.
    public static final TransportChoice PLAIN = of(new ClientTransport.Plain());

    public TransportChoice {
        matches = List.copyOf(matches);
    }

    /// The same for every host.
    public static TransportChoice of(ClientTransport transport) {
        return new TransportChoice(List.of(), transport);
    }

    /// Hosts that carry all of these labels; without labels, all hosts.
    ///
    /// @param name for people
    public record Match(String name, Map<String, String> labels, ClientTransport transport) {
        public Match {
            labels = Map.copyOf(labels);
        }
    }

    /// The transport for this host.
    public ClientTransport of(Host host) {
        for (Match match : matches) {
            if (host.transportLabels().entrySet().containsAll(match.labels().entrySet())) {
                return match.transport();
            }
        }
        return otherwise;
    }
}

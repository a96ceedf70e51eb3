package io.fairlead.model.service;

import java.util.Map;

/// A server that stands in a ServiceEntry.
///
/// @param address of the machine, or its name
/// @param ports numbers of its own, by the name of the entry's port
/// @param weight its share among the servers; 1 when nothing is written
/// @param serviceAccount whose identity it has; empty when it has none
public record EntryEndpoint(
        String address,
        Map<String, Integer> ports,
        Map<String, String> labels,
        int weight,
        Locality locality,
        String serviceAccount) {
    public EntryEndpoint {
        ports = Map.copyOf(ports);
        labels = Map.copyOf(labels);
    }

    /// The host of an entry, where the entry names no server.
    public static EntryEndpoint of(String host) {
        return new EntryEndpoint(host, Map.of(), Map.of(), 1, Locality.UNKNOWN, "");
    }
}

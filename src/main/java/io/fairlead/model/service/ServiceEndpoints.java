package io.fairlead.model.service;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The endpoints of one service.
///
/// @param byPort endpoints for each of the Service's ports, by its number, sorted by address; ready or not
public record ServiceEndpoints(String host, SortedMap<Integer, List<Endpoint>> byPort) {
    public ServiceEndpoints {
        byPort = copy(byPort);
    }

    public static ServiceEndpoints none(String host) {
        return new ServiceEndpoints(host, new TreeMap<>());
    }

    /// Endpoints of a port, ready or not; empty when there are none.
    public List<Endpoint> of(int port) {
        return byPort.getOrDefault(port, List.of());
    }

    private static SortedMap<Integer, List<Endpoint>> copy(Map<Integer, List<Endpoint>> from) {
        SortedMap<Integer, List<Endpoint>> to = new TreeMap<>();
        from.forEach((port, endpoints) -> to.put(port, endpoints.stream().sorted().toList()));
        return Collections.unmodifiableSortedMap(to);
    }
}

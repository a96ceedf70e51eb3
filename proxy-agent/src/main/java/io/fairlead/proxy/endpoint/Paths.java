package io.fairlead.proxy.endpoint;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Finds the endpoint of a path.
final class Paths {

    private final TreeMap<String, Endpoint> endpoints;

    Paths(Map<String, Endpoint> endpoints) {
        this.endpoints = new TreeMap<>(endpoints);
    }

    Optional<Endpoint> find(String path) {
        Endpoint exact = endpoints.get(path);
        if (exact != null) {
            return Optional.of(exact);
        }
        // Backwards from the longest; "/" alone is the start page, not everything.
        return endpoints.descendingMap().entrySet().stream()
                .filter(e -> e.getKey().length() > 1 && e.getKey().endsWith("/"))
                .filter(e -> path.startsWith(e.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}

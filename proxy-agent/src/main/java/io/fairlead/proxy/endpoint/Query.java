package io.fairlead.proxy.endpoint;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A request to an endpoint.
///
/// @param path decoded, without the query
/// @param parameters of the query
/// @param host of the header `Host`, without its port; may be empty
/// @param peer who asks
public record Query(
        String method,
        String path,
        Map<String, List<String>> parameters,
        String host,
        InetAddress peer) {

    public Query {
        parameters = Map.copyOf(parameters);
    }

    /// The first value of a parameter.
    public Optional<String> parameter(String name) {
        return parameters.getOrDefault(name, List.of()).stream().findFirst();
    }

    /// Whether the parameter is there at all, as in `?usedonly`.
    public boolean has(String name) {
        return parameters.containsKey(name);
    }
}

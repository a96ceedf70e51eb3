package io.fairlead.console;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What somebody asks of an [Api].
///
/// @param path below the API's own path, without a slash at its ends; decoded
/// @param parameters of the query; decoded
public record Question(String path, Map<String, List<String>> parameters) {

    public Question {
        parameters = Map.copyOf(parameters);
    }

    /// The parameter's first value, if it has one that says something.
    public Optional<String> first(String name) {
        return parameters.getOrDefault(name, List.of()).stream()
                .findFirst()
                .filter(value -> !value.isEmpty());
    }
}

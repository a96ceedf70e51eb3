package io.fairlead.proxy.xds.subscribe;

import java.util.Map;
import java.util.Set;

/// A message to the control plane.
///
/// @param add names to be sent from now on (delta)
/// @param drop names that aren't wanted any more (delta)
/// @param held versions of what is there already, on the first message of a stream (delta)
/// @param names all names that are wanted (state of the world)
/// @param version of what is in use (state of the world)
/// @param nonce of the response that is answered, or empty
/// @param error what is wrong with that response, or empty
public record AdsRequest(
        ResourceType type,
        Set<String> add,
        Set<String> drop,
        Map<String, String> held,
        Set<String> names,
        String version,
        String nonce,
        String error) {

    public AdsRequest {
        add = Set.copyOf(add);
        drop = Set.copyOf(drop);
        held = Map.copyOf(held);
        names = Set.copyOf(names);
    }

    /// It says no to a response.
    public boolean isNack() {
        return !error.isEmpty();
    }
}

package io.fairlead.push.session;

import java.util.List;

/// What goes to the client next.
///
/// @param delta the dialect of the stream
/// @param removed names that are gone; always empty in state of the world
public record Answer(
        boolean delta,
        TypeUrl type,
        String version,
        String nonce,
        List<Resource> resources,
        List<String> removed) {
    public Answer {
        resources = List.copyOf(resources);
        removed = List.copyOf(removed);
    }
}

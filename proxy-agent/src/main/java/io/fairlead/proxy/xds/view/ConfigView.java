package io.fairlead.proxy.xds.view;

import io.fairlead.proxy.model.Problem;
import java.util.List;

/// What the ADS client knows at one moment.
///
/// @param connected a stream is open
/// @param complete everything that was sent is in use, and the first answers have come
/// @param received everything that was accepted
/// @param waiting what is not in use yet, and for what it waits
/// @param refused problems of the latest refused response of each kind
/// @param notes what has no effect
public record ConfigView(
        boolean connected,
        boolean complete,
        List<Received> received,
        List<String> waiting,
        List<Problem> refused,
        List<Problem> notes) {

    /// Before anything was heard.
    public static final ConfigView EMPTY =
            new ConfigView(false, false, List.of(), List.of(), List.of(), List.of());

    public ConfigView {
        received = List.copyOf(received);
        waiting = List.copyOf(waiting);
        refused = List.copyOf(refused);
        notes = List.copyOf(notes);
    }
}

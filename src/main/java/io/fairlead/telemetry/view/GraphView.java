package io.fairlead.telemetry.view;

import java.util.List;

/// The service graph as of now.
///
/// @param edges busiest of the last minute first
/// @param reports counted since the start
/// @param repeated reports that came again and were not counted again
/// @param lost reports that never came, by their numbers
/// @param overflow rows that found no room
public record GraphView(
        List<EdgeView> edges, long reports, long repeated, long lost, long overflow) {

    /// Of no traffic.
    public static final GraphView EMPTY = new GraphView(List.of(), 0, 0, 0, 0);

    public GraphView {
        edges = List.copyOf(edges);
    }
}

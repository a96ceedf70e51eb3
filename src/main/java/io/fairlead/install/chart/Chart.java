package io.fairlead.install.chart;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/// A chart: templates, what they are given where nobody says otherwise, and the charts that it is made of.
///
/// @param templates by path below the chart, `templates/service.yaml`
/// @param files others that templates may ask for, by path below the chart
public record Chart(
        String name,
        String version,
        String appVersion,
        ObjectNode values,
        Map<String, String> templates,
        Map<String, String> files,
        List<Part> parts) {

    public Chart {
        values = values.deepCopy();
        templates = Map.copyOf(templates);
        files = Map.copyOf(files);
        parts = List.copyOf(parts);
    }

    /// A chart inside of a chart.
    ///
    /// @param name under which its values stand: its own, or an alias
    /// @param condition path of the value that switches it on and off; empty when it is always there
    public record Part(String name, String condition, Chart chart) {}
}

package io.fairlead.migrate.decide.facts;

import io.fairlead.model.config.Service;
import io.fairlead.model.snapshot.MeshSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Services of a mesh by the first label that each selects, so that a group looks at few of them.
record Selectors(Map<Label, List<Service>> byLabel) {

    private record Label(String namespace, String key, String value) {}

    static Selectors of(MeshSnapshot mesh) {
        Map<Label, List<Service>> byLabel = new HashMap<>();
        for (Service service : mesh.services().values()) {
            if (!service.selector().isEmpty()) {
                Map.Entry<String, String> first = new TreeMap<>(service.selector()).firstEntry();
                Label label = new Label(service.namespace(), first.getKey(), first.getValue());
                byLabel.computeIfAbsent(label, _ -> new ArrayList<>()).add(service);
            }
        }
        return new Selectors(byLabel);
    }

    /// Services that lead to a group, in order of their hosts.
    List<Service> leadingTo(Group group) {
        List<Service> found = new ArrayList<>();
        group.labels()
                .forEach((key, value) ->
                        byLabel
                                .getOrDefault(new Label(group.namespace(), key, value), List.of())
                                .stream()
                                .filter(service -> group.has(service.selector()))
                                .forEach(found::add));
        found.sort(Comparator.comparing(Service::host));
        return found;
    }
}

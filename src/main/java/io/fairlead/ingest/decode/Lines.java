package io.fairlead.ingest.decode;

import io.fairlead.model.config.CronJob;
import io.fairlead.model.config.DestinationRule;
import io.fairlead.model.config.EndpointSlice;
import io.fairlead.model.config.Gateway;
import io.fairlead.model.config.MeshConfig;
import io.fairlead.model.config.MeshObject;
import io.fairlead.model.config.MtlsMigration;
import io.fairlead.model.config.Namespace;
import io.fairlead.model.config.Node;
import io.fairlead.model.config.OtherConfig;
import io.fairlead.model.config.PeerAuthentication;
import io.fairlead.model.config.Pod;
import io.fairlead.model.config.Role;
import io.fairlead.model.config.RoleBinding;
import io.fairlead.model.config.Secret;
import io.fairlead.model.config.Service;
import io.fairlead.model.config.ServiceAccount;
import io.fairlead.model.config.ServiceEntry;
import io.fairlead.model.config.Telemetry;
import io.fairlead.model.config.VirtualService;
import io.fairlead.model.config.Workload;
import java.util.HashMap;
import java.util.Map;

/// Remembers in which line each field stands, for the kinds about whose fields something may be said later.
final class Lines {
    private Lines() {}

    static Map<String, Integer> of(MeshObject object, Tree.Mapping mapping) {
        return switch (object) {
            case VirtualService _,
                    DestinationRule _,
                    Gateway _,
                    PeerAuthentication _,
                    Service _,
                    ServiceEntry _,
                    MeshConfig _,
                    MtlsMigration _,
                    Telemetry _ -> {
                Map<String, Integer> lines = new HashMap<>();
                collect(mapping, "", lines);
                yield lines;
            }
            case CronJob _,
                    EndpointSlice _,
                    Namespace _,
                    Node _,
                    OtherConfig _,
                    Pod _,
                    Role _,
                    RoleBinding _,
                    Secret _,
                    ServiceAccount _,
                    Workload _ ->
                    Map.of();
        };
    }

    private static void collect(Tree tree, String path, Map<String, Integer> lines) {
        switch (tree) {
            case Tree.Mapping mapping ->
                    mapping.entries()
                            .forEach((key, entry) -> {
                                String at = path.isEmpty() ? key : path + "." + key;
                                lines.put(at, entry.line());
                                collect(entry.value(), at, lines);
                            });
            case Tree.Sequence sequence -> {
                for (int i = 0; i < sequence.items().size(); i++) {
                    String at = path + "[" + i + "]";
                    lines.put(at, sequence.items().get(i).line());
                    collect(sequence.items().get(i), at, lines);
                }
            }
            case Tree.Scalar _ -> {
                // Its line is its key's.
            }
        }
    }
}

package io.fairlead.ingest.validate;

import io.fairlead.ingest.decode.Decoded;
import io.fairlead.ingest.decode.Decoder;
import io.fairlead.ingest.decode.Limits;
import io.fairlead.model.config.CronJob;
import io.fairlead.model.config.DestinationRule;
import io.fairlead.model.config.EndpointSlice;
import io.fairlead.model.config.Gateway;
import io.fairlead.model.config.MeshConfig;
import io.fairlead.model.config.MtlsMigration;
import io.fairlead.model.config.Namespace;
import io.fairlead.model.config.Node;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.OtherConfig;
import io.fairlead.model.config.PeerAuthentication;
import io.fairlead.model.config.Pod;
import io.fairlead.model.config.Problem;
import io.fairlead.model.config.Role;
import io.fairlead.model.config.RoleBinding;
import io.fairlead.model.config.Secret;
import io.fairlead.model.config.Service;
import io.fairlead.model.config.ServiceAccount;
import io.fairlead.model.config.ServiceEntry;
import io.fairlead.model.config.Telemetry;
import io.fairlead.model.config.VirtualService;
import io.fairlead.model.config.Workload;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// All that can be said about one file by itself: decoded, and each object held against its rules.
public final class FileCheck {
    private FileCheck() {}

    /// Reads and checks the text of a file. Objects with errors are not among the items of the result.
    public static Decoded check(String file, String text, Limits limits) {
        return check(Decoder.decode(file, text, limits));
    }

    /// Reads and checks a file's bytes.
    public static Decoded check(String file, byte[] bytes, Limits limits) {
        return check(Decoder.decode(file, bytes, limits));
    }

    private static Decoded check(Decoded decoded) {
        List<Decoded.Item> items = new ArrayList<>();
        Set<ObjectKey> refused = new HashSet<>(decoded.refused());
        List<Problem> problems = new ArrayList<>(decoded.problems());
        for (Decoded.Item item : decoded.items()) {
            List<Problem> found = rules(item);
            problems.addAll(found);
            if (found.stream().anyMatch(Problem::isError)) {
                refused.add(item.object().key());
            } else {
                items.add(item);
            }
        }
        problems.sort(Problem.BY_PLACE);
        return new Decoded(decoded.readable(), items, refused, decoded.nameless(), problems);
    }

    private static List<Problem> rules(Decoded.Item item) {
        Findings findings = new Findings(item.object().key(), item.origin());
        switch (item.object()) {
            case VirtualService virtualService ->
                    new VirtualServiceRules(findings).check(virtualService);
            case DestinationRule rule -> new DestinationRuleRules(findings).check(rule);
            case Gateway gateway -> new GatewayRules(findings).check(gateway);
            case PeerAuthentication policy -> new PeerAuthenticationRules(findings).check(policy);
            case MtlsMigration migration -> new MtlsMigrationRules(findings).check(migration);
            case Telemetry telemetry -> new TelemetryRules(findings).check(telemetry);
            case ServiceEntry entry -> new ServiceEntryRules(findings).check(entry);
            case Service service -> new ServiceRules(findings).check(service);
            case CronJob _,
                    EndpointSlice _,
                    MeshConfig _,
                    Namespace _,
                    Node _,
                    OtherConfig _,
                    Pod _,
                    Role _,
                    RoleBinding _,
                    Secret _,
                    ServiceAccount _,
                    Workload _ -> {
                // The shape of their fields is all that the mesh relies on.
            }
        }
        return findings.all();
    }
}

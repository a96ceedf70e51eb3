package io.fairlead.ingest.validate;

import io.fairlead.model.config.DestinationRule;
import io.fairlead.model.config.Gateway;
import io.fairlead.model.config.MeshObject;
import io.fairlead.model.config.MtlsMigration;
import io.fairlead.model.config.Origin;
import io.fairlead.model.config.PeerAuthentication;
import io.fairlead.model.config.Problem;
import io.fairlead.model.config.ServiceEntry;
import io.fairlead.model.config.Telemetry;
import io.fairlead.model.config.VirtualService;
import io.fairlead.model.route.Hosts;
import io.fairlead.model.snapshot.MeshSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What objects say about each other: names that lead nowhere, rules that hide each other. All of it is applied all the
/// same, as Istio does, so these are warnings.
public final class Analysis {
    private final MeshSnapshot mesh;
    private final Map<String, List<DestinationRule>> rulesByHost = new HashMap<>();

    private Analysis(MeshSnapshot mesh) {
        this.mesh = mesh;
        for (DestinationRule rule : mesh.destinationRules()) {
            rulesByHost.computeIfAbsent(full(rule.host(), rule), _ -> new ArrayList<>()).add(rule);
        }
    }

    /// Everything that stands against this mesh, by place: what the sources reported and what objects say about each
    /// other. The list behind `/debug/problems`.
    public static List<Problem> problems(MeshSnapshot mesh) {
        List<Problem> all = new ArrayList<>(mesh.problems());
        all.addAll(warnings(mesh));
        all.sort(Problem.BY_PLACE);
        return List.copyOf(all);
    }

    /// Only what objects say about each other.
    public static List<Problem> warnings(MeshSnapshot mesh) {
        return new Analysis(mesh).all();
    }

    private List<Problem> all() {
        List<Problem> all = new ArrayList<>();
        Map<String, VirtualService> deciders = new TreeMap<>();
        for (VirtualService vs : mesh.virtualServices()) {
            Findings findings = findings(vs);
            new RouteReferences(mesh, rulesByHost, findings).check(vs);
            shadowed(vs, deciders, findings);
            all.addAll(findings.all());
        }
        for (DestinationRule rule : mesh.destinationRules()) {
            Findings findings = findings(rule);
            new RuleReferences(mesh, rulesByHost, findings).check(rule);
            new TlsReferences(mesh, rulesByHost, findings).check(rule);
            new SecretReferences(mesh, findings).check(rule);
            all.addAll(findings.all());
        }
        for (PeerAuthentication policy : mesh.peerAuthentications()) {
            Findings findings = findings(policy);
            new PeerReferences(mesh, findings).check(policy);
            all.addAll(findings.all());
        }
        Findings ofMesh = findings(mesh.mesh());
        new ProviderReferences(mesh, ofMesh).defaults();
        all.addAll(ofMesh.all());
        for (Telemetry telemetry : mesh.telemetries()) {
            Findings findings = findings(telemetry);
            new TelemetryReferences(mesh, findings).check(telemetry);
            all.addAll(findings.all());
        }
        gateways(all);
        entries(all);
        migrations(all);
        all.sort(Problem.BY_PLACE);
        return all;
    }

    private void gateways(List<Problem> all) {
        List<Gateway> gateways = of(Gateway.class);
        for (Gateway gateway : gateways) {
            Findings findings = findings(gateway);
            new GatewayReferences(mesh, findings).check(gateway, gateways);
            all.addAll(findings.all());
        }
    }

    private void entries(List<Problem> all) {
        for (ServiceEntry entry : of(ServiceEntry.class)) {
            Findings findings = findings(entry);
            new EntryReferences(mesh, findings).check(entry);
            all.addAll(findings.all());
        }
    }

    /// Oldest first.
    private <T extends MeshObject> List<T> of(Class<T> kind) {
        return mesh.objects().values().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .sorted(MeshObject.OLDEST_FIRST)
                .toList();
    }

    private void migrations(List<Problem> all) {
        List<MtlsMigration> migrations = of(MtlsMigration.class);
        for (MtlsMigration migration : migrations) {
            Findings findings = findings(migration);
            new MigrationReferences(mesh, findings).check(migration, migrations);
            all.addAll(findings.all());
        }
    }

    private Findings findings(MeshObject object) {
        return new Findings(object.key(), mesh.origin(object.key()));
    }

    private String full(String host, MeshObject owner) {
        return Hosts.fqdn(host, owner.namespace(), mesh.mesh().domain());
    }

    /// Among VirtualServices for one host the oldest decides for sidecars.
    private void shadowed(
            VirtualService vs, Map<String, VirtualService> deciders, Findings findings) {
        if (!vs.appliesToSidecars()) {
            return;
        }
        for (int i = 0; i < vs.hosts().size(); i++) {
            String host = full(vs.hosts().get(i), vs);
            VirtualService decider = deciders.putIfAbsent(host, vs);
            if (decider != null && !decider.equals(vs) && mayMeet(decider, vs)) {
                findings.warning(
                        "shadowed",
                        "spec.hosts[" + i + "]",
                        new Problem.Told(
                                host + " is decided by " + decider.key() + " at " + place(decider),
                                "of several VirtualServices for one host the oldest counts for sidecars",
                                "put the routes into one VirtualService"));
            }
        }
    }

    /// False when they are shown to different namespaces only.
    private static boolean mayMeet(VirtualService one, VirtualService other) {
        boolean bothPrivate =
                one.exportTo().equals(List.of(".")) && other.exportTo().equals(List.of("."));
        return !bothPrivate || one.namespace().equals(other.namespace());
    }

    private String place(MeshObject object) {
        Origin origin = mesh.origin(object.key());
        return origin.file() + ":" + origin.line();
    }
}

package io.fairlead.translate.input;

import io.fairlead.model.config.DestinationRule;
import io.fairlead.model.config.Gateway;
import io.fairlead.model.config.MeshConfig;
import io.fairlead.model.config.MeshObject;
import io.fairlead.model.config.PeerAuthentication;
import io.fairlead.model.config.Role;
import io.fairlead.model.config.RoleBinding;
import io.fairlead.model.config.Secret;
import io.fairlead.model.config.Service;
import io.fairlead.model.config.Telemetry;
import io.fairlead.model.config.VirtualService;
import io.fairlead.model.route.Hosts;
import io.fairlead.model.service.ServicePort;
import io.fairlead.model.snapshot.MeshDelta;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Names one thing that a translation can read. Every derived resource knows the keys that it read, so that a change
/// finds its dependents without looking at anything else.
public sealed interface InputKey {
    /// A service, by host.
    record OfService(String host) implements InputKey {}

    /// The services that have a port of this number.
    record OfPort(int number) implements InputKey {}

    /// The services of a namespace that have pods of it behind them.
    record OfNamespace(String name) implements InputKey {}

    /// The endpoints of a service, by host.
    record OfEndpoints(String host) implements InputKey {}

    /// The names (services of type ExternalName) that stand for a host.
    record OfAliases(String host) implements InputKey {}

    /// The DestinationRules that concern a host. As a changed key the host may start with a wildcard.
    record OfRules(String host) implements InputKey {}

    /// The VirtualServices for sidecars.
    record OfRoutes() implements InputKey {}

    /// The VirtualServices that name a host. As a changed key the host may start with a wildcard.
    record OfRoutesTo(String host) implements InputKey {}

    /// Whether some other host wants a name that this one wants.
    record OfDomains(String host) implements InputKey {}

    /// The PeerAuthentications of a namespace.
    record OfPeers(String namespace) implements InputKey {}

    /// The Telemetries of a namespace.
    record OfTelemetry(String namespace) implements InputKey {}

    /// The Secrets of a namespace and who may read them; without a namespace, what is said for all of them.
    record OfSecrets(String namespace) implements InputKey {}

    /// The Gateways.
    record OfGateways() implements InputKey {}

    /// Settings of the mesh.
    record OfMesh() implements InputKey {}

    /// What a delta changes, in keys.
    static Set<InputKey> changed(MeshDelta delta, MeshConfig mesh) {
        Set<InputKey> keys = new HashSet<>();
        delta.endpoints().forEach(host -> keys.add(new OfEndpoints(host)));
        for (MeshDelta.Reregistered one : delta.services().values()) {
            addKeys(one.before(), keys);
            addKeys(one.after(), keys);
        }
        for (MeshDelta.Changed change : delta.changed().values()) {
            addKeys(change.before(), mesh, keys);
            addKeys(change.after(), mesh, keys);
        }
        return keys;
    }

    private static void addKeys(@Nullable MeshObject object, MeshConfig mesh, Set<InputKey> keys) {
        switch (object) {
            case DestinationRule rule ->
                    keys.add(new OfRules(Hosts.fqdn(rule.host(), rule.namespace(), mesh.domain())));
            case VirtualService rule -> {
                keys.add(new OfRoutes());
                rule.hosts()
                        .forEach(host ->
                                keys.add(
                                        new OfRoutesTo(
                                                Hosts.fqdn(
                                                        host, rule.namespace(), mesh.domain()))));
            }
            case PeerAuthentication policy -> keys.add(new OfPeers(policy.namespace()));
            case Gateway _ -> keys.add(new OfGateways());
            case Telemetry telemetry -> keys.add(new OfTelemetry(telemetry.namespace()));
            case Secret secret -> keys.add(new OfSecrets(secret.namespace()));
            case Role role -> keys.add(new OfSecrets(role.namespace()));
            case RoleBinding binding -> keys.add(new OfSecrets(binding.namespace()));
            case MeshConfig _ -> keys.add(new OfMesh());
            case null, default -> {
                // Pods and slices count as endpoints of services, Services and entries as what they
                // register;
                // nobody reads the others.
            }
        }
    }

    private static void addKeys(@Nullable Service service, Set<InputKey> keys) {
        if (service == null) {
            return;
        }
        keys.add(new OfService(service.host()));
        if (!service.isEntry()) {
            keys.add(new OfNamespace(service.namespace()));
        }
        if (service.type() == Service.Type.EXTERNAL_NAME) {
            keys.add(new OfAliases(service.externalName()));
        }
        for (ServicePort port : service.ports()) {
            keys.add(new OfPort(port.number()));
        }
    }
}

package io.fairlead.translate.input;

import io.fairlead.model.config.Service;
import io.fairlead.model.config.VirtualService;
import io.fairlead.model.route.Hosts;
import io.fairlead.model.snapshot.MeshSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Hosts that may want the same name: a domain can stand in one virtual host only, so who has it depends on the others.
/// All other hosts can be translated alone. Says it for clients of every kind at once, so it may name too many.
///
/// @param claims names that services may want, with the host that wants each
/// @param services hosts that contest a name among services
/// @param hosts all that contest a name, with hosts that only VirtualServices know
public record Contest(Map<String, String> claims, Set<String> services, Set<String> hosts) {

    static final Contest NONE = new Contest(Map.of(), Set.of(), Set.of());

    /// Where services are the same as before, only the hosts of VirtualServices are looked at.
    Contest next(MeshSnapshot snapshot, boolean sameServices) {
        Contest among = sameServices ? this : among(snapshot);
        Set<String> found = new HashSet<>(among.services);
        for (VirtualService rule : snapshot.virtualServices()) {
            for (String written : rule.hosts()) {
                String host = Hosts.fqdn(written, rule.namespace(), snapshot.mesh().domain());
                String owner = among.claims.get(host.toLowerCase(Locale.ROOT));
                if (owner != null && !owner.equals(host)) {
                    found.add(owner);
                }
            }
        }
        return new Contest(among.claims, among.services, Set.copyOf(found));
    }

    private static Contest among(MeshSnapshot snapshot) {
        Map<String, String> claims = new HashMap<>();
        Set<String> contesting = new HashSet<>();
        for (Service service : snapshot.services().values()) {
            boolean alias = service.type() == Service.Type.EXTERNAL_NAME;
            String host = alias ? service.externalName() : service.host();
            for (String name : names(service)) {
                String owner = claims.putIfAbsent(name.toLowerCase(Locale.ROOT), host);
                if (owner != null && !owner.equals(host)) {
                    contesting.add(owner);
                    contesting.add(host);
                }
            }
        }
        return new Contest(claims, Set.copyOf(contesting), Set.of());
    }

    /// Every name under which some client may know a service. Its bare name counts in its own namespace only.
    private static List<String> names(Service service) {
        if (service.isEntry()) {
            return namesOfEntry(service);
        }
        String inNamespace = service.name() + "." + service.namespace();
        List<String> names =
                new ArrayList<>(
                        List.of(
                                service.host(),
                                service.host() + ".",
                                service.name() + "/" + service.namespace(),
                                inNamespace,
                                inNamespace + ".svc"));
        if (service.headless()) {
            names.addAll(names.stream().map(name -> "*." + name).toList());
        }
        names.addAll(service.addresses());
        return names;
    }

    private static List<String> namesOfEntry(Service service) {
        List<String> names = new ArrayList<>(List.of(service.host(), service.host() + "."));
        names.addAll(service.addresses());
        return names;
    }

    boolean involves(String host) {
        return hosts.contains(host);
    }

    /// Hosts that contest a name in one of the two only.
    public Set<InputKey> since(Contest before) {
        Set<InputKey> changed = new HashSet<>();
        if (!hosts.equals(before.hosts)) {
            hosts.stream()
                    .filter(host -> !before.hosts.contains(host))
                    .forEach(host -> changed.add(new InputKey.OfDomains(host)));
            before.hosts.stream()
                    .filter(host -> !hosts.contains(host))
                    .forEach(host -> changed.add(new InputKey.OfDomains(host)));
        }
        return changed;
    }
}

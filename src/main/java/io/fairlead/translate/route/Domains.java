package io.fairlead.translate.route;

import io.fairlead.model.config.Service;
import java.util.ArrayList;
import java.util.List;

/// The names under which a client knows a service, as its resolver would complete them. Ports are not among them:
/// they are ignored when hosts are matched.
final class Domains {
    private static final String SERVICES = "svc";

    private Domains() {}

    /// @param dnsDomain search domain of the client: `shop.svc.cluster.local`
    static List<String> of(Service service, String dnsDomain) {
        List<String> names = new ArrayList<>();
        names.add(service.host());
        if (!service.host().startsWith("*")) {
            names.add(service.host() + ".");
        }
        if (service.isEntry()) {
            service.addresses().stream().filter(one -> one.indexOf('/') < 0).forEach(names::add);
            return names;
        }
        names.addAll(shortNames(service, dnsDomain));
        if (service.headless()) {
            List<String> pods = names.stream().map(name -> "*." + name).toList();
            names.addAll(pods);
        }
        names.addAll(service.addresses());
        return names;
    }

    private static List<String> shortNames(Service service, String dnsDomain) {
        String name = service.name();
        String namespace = service.namespace();
        String full = name + "." + namespace + ".";
        if (!service.host().startsWith(full) || !sharesDomain(service.host(), dnsDomain)) {
            return List.of();
        }
        if (dnsDomain.startsWith(namespace + ".")) {
            return List.of(name, full + SERVICES, name + "." + namespace);
        }
        return List.of(name + "." + namespace, full + SERVICES);
    }

    /// Both end in `svc.cluster.local`.
    private static boolean sharesDomain(String host, String dnsDomain) {
        int dot = dnsDomain.indexOf('.');
        return dot > 0 && host.endsWith(dnsDomain.substring(dot));
    }
}

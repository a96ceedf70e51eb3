package io.fairlead.ingest.validate;

import io.fairlead.model.config.Problem.Told;
import io.fairlead.model.config.Service;
import io.fairlead.model.service.ServicePort;
import java.util.HashSet;
import java.util.Set;

/// Kubernetes' rules for Services, as far as a wrong one would mislead the mesh.
record ServiceRules(Findings findings) {

    void check(Service service) {
        new Names(findings).dnsLabel(service.name(), "metadata.name", "service name");
        if (service.type() == Service.Type.EXTERNAL_NAME) {
            if (service.externalName().isEmpty()) {
                Told told =
                        new Told(
                                "no externalName",
                                "type ExternalName names a host",
                                "add externalName:");
                findings.error("missing-field", "spec.externalName", told);
            }
            return;
        }
        if (service.ports().isEmpty() && !service.headless()) {
            Told told =
                    new Told(
                            "the service has no ports",
                            "a service has at least one port",
                            "add ports:");
            findings.error("missing-field", "spec.ports", told);
        }
        Set<String> names = new HashSet<>();
        Set<String> numbers = new HashSet<>();
        for (int i = 0; i < service.ports().size(); i++) {
            ServicePort port = service.ports().get(i);
            String field = "spec.ports[" + i + "]";
            if (service.ports().size() > 1 && port.name().isEmpty()) {
                Told told =
                        new Told(
                                "a port has no name",
                                "of several ports each has a name",
                                "add name:");
                findings.error("missing-field", field + ".name", told);
            } else if (!names.add(port.name())) {
                Told told =
                        new Told(
                                "the port name \"" + port.name() + "\" is there twice",
                                "names differ",
                                "rename one");
                findings.error("duplicate-port", field + ".name", told);
            }
            if (!numbers.add(port.number() + "/" + port.transport())) {
                Told told =
                        new Told(
                                "the port " + port.number() + " is there twice",
                                "numbers differ",
                                "remove one");
                findings.error("duplicate-port", field + ".port", told);
            }
        }
    }
}

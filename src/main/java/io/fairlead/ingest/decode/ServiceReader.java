package io.fairlead.ingest.decode;

import io.fairlead.model.config.MeshConfig;
import io.fairlead.model.config.Meta;
import io.fairlead.model.config.Service;
import io.fairlead.model.route.Hosts;
import io.fairlead.model.service.ServicePort;
import io.fairlead.model.service.TargetPort;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads a Service.
final class ServiceReader {
    private static final String EXPORT_TO = "networking.istio.io/exportTo";

    private ServiceReader() {}

    static Service read(Meta meta, Cursor object) {
        String host = Hosts.service(meta.key().name(), meta.key().namespace(), MeshConfig.DOMAIN);
        Cursor spec = object.child("spec");
        if (spec == null) {
            return new Service(
                    meta,
                    host,
                    Service.Type.CLUSTER_IP,
                    List.of(),
                    false,
                    "",
                    List.of(),
                    Map.of(),
                    List.of(),
                    false);
        }
        Set<String> addresses = new LinkedHashSet<>();
        addresses.add(spec.text("clusterIP"));
        addresses.addAll(spec.texts("clusterIPs"));
        boolean headless = addresses.contains("None");
        addresses.remove("None");
        addresses.remove("");
        return new Service(
                meta,
                host,
                type(spec.text("type")),
                List.copyOf(addresses),
                headless,
                spec.text("externalName"),
                spec.list("ports").stream().map(ServiceReader::port).toList(),
                spec.textMap("selector"),
                exportTo(meta),
                spec.flag("publishNotReadyAddresses"));
    }

    private static List<String> exportTo(Meta meta) {
        String written = meta.annotations().getOrDefault(EXPORT_TO, "").strip();
        return written.isEmpty() ? List.of() : List.of(written.split("\\s*,\\s*"));
    }

    private static Service.Type type(String written) {
        return switch (written) {
            case "NodePort" -> Service.Type.NODE_PORT;
            case "LoadBalancer" -> Service.Type.LOAD_BALANCER;
            case "ExternalName" -> Service.Type.EXTERNAL_NAME;
            default -> Service.Type.CLUSTER_IP;
        };
    }

    private static ServicePort port(Cursor port) {
        int number = port.integer("port", 0);
        String protocol = port.text("protocol");
        return new ServicePort(
                number,
                port.text("name"),
                protocol.isEmpty() ? "TCP" : protocol,
                target(port, number),
                port.text("appProtocol"),
                port.integer("nodePort", 0));
    }

    /// Absent, or zero: the port itself.
    private static TargetPort target(Cursor port, int number) {
        Integer target = port.integer("targetPort");
        if (target != null) {
            return new TargetPort.Numbered(target == 0 ? number : target);
        }
        String name = port.text("targetPort");
        return name.isEmpty() ? new TargetPort.Numbered(number) : new TargetPort.Named(name);
    }
}

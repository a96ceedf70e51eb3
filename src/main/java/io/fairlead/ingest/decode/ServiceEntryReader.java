package io.fairlead.ingest.decode;

import io.fairlead.model.config.Meta;
import io.fairlead.model.config.Problem.Told;
import io.fairlead.model.config.ServiceEntry;
import io.fairlead.model.service.AddressRange;
import io.fairlead.model.service.EntryEndpoint;
import io.fairlead.model.service.Locality;
import io.fairlead.model.service.Protocol;
import io.fairlead.model.service.Registration;
import io.fairlead.model.service.Resolution;
import io.fairlead.model.service.ServicePort;
import io.fairlead.model.service.TargetPort;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads a ServiceEntry.
record ServiceEntryReader(Complaints complaints) {
    /// Istio's words for "no address".
    private static final Set<String> UNSPECIFIED = Set.of("0.0.0.0", "::");

    ServiceEntry read(Meta meta, Cursor object) {
        Cursor spec = object.child("spec");
        if (spec == null) {
            Registration.Entry nothing =
                    new Registration.Entry(Resolution.NONE, true, List.of(), List.of());
            return new ServiceEntry(meta, List.of(), List.of(), List.of(), nothing, List.of());
        }
        refuseSelector(spec);
        return new ServiceEntry(
                meta,
                spec.texts("hosts").stream().map(ServiceEntryReader::host).toList(),
                spec.texts("addresses").stream()
                        .filter(address -> !UNSPECIFIED.contains(address))
                        .map(ServiceEntryReader::address)
                        .toList(),
                spec.list("ports").stream().map(this::port).toList(),
                new Registration.Entry(
                        resolution(spec),
                        !spec.text("location").equals("MESH_INTERNAL"),
                        spec.texts("subjectAltNames"),
                        spec.list("endpoints").stream().map(ServiceEntryReader::endpoint).toList()),
                spec.texts("exportTo"));
    }

    /// In the form in which names are compared.
    private static String host(String written) {
        String lower = written.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /// In the form in which addresses are compared; what isn't one stays, to be complained of.
    private static String address(String written) {
        return AddressRange.of(written).map(AddressRange::text).orElse(written);
    }

    private void refuseSelector(Cursor spec) {
        if (spec.has("workloadSelector")) {
            Told told =
                    new Told(
                            "workloadSelector isn't carried: no server would be found",
                            "servers of a ServiceEntry stand in its endpoints, or are found by DNS",
                            "write a Service with a selector for pods, or endpoints:");
            complaints.error(
                    "not-carried",
                    spec.lineOf("workloadSelector"),
                    spec.at("workloadSelector"),
                    told);
        }
    }

    private Resolution resolution(Cursor spec) {
        return switch (spec.text("resolution")) {
            case "STATIC" -> Resolution.STATIC;
            case "DNS" -> Resolution.DNS;
            case "DNS_ROUND_ROBIN" -> Resolution.DNS_ROUND_ROBIN;
            case "DYNAMIC_DNS" -> {
                Told told =
                        new Told(
                                "DYNAMIC_DNS isn't carried",
                                "names are looked up that stand in the entry",
                                "name each host with resolution: DNS, or write resolution: NONE");
                complaints.error(
                        "not-carried", spec.lineOf("resolution"), spec.at("resolution"), told);
                yield Resolution.NONE;
            }
            // An unknown word was told of already; its object is refused.
            default -> Resolution.NONE;
        };
    }

    private ServicePort port(Cursor port) {
        String word = port.text("protocol");
        if (!word.isEmpty() && Protocol.named(word) == Protocol.AUTO) {
            Told told =
                    new Told(
                            "\"" + word + "\" is no protocol of a ServiceEntry",
                            "protocols: HTTP, HTTP2, GRPC, GRPC-WEB, HTTPS, TLS, TCP, MONGO, REDIS, MYSQL",
                            "write one of them");
            complaints.error("bad-protocol", port.lineOf("protocol"), port.at("protocol"), told);
        }
        int number = port.integer("number", 0);
        int target = port.integer("targetPort", 0);
        return new ServicePort(
                number,
                port.text("name"),
                Protocol.named(word) == Protocol.UDP ? "UDP" : "TCP",
                new TargetPort.Numbered(target == 0 ? number : target),
                word,
                0);
    }

    private static EntryEndpoint endpoint(Cursor endpoint) {
        return new EntryEndpoint(
                endpoint.text("address"),
                ports(endpoint.child("ports")),
                endpoint.textMap("labels"),
                Math.max(1, endpoint.integer("weight", 1)),
                locality(endpoint.text("locality")),
                endpoint.text("serviceAccount"));
    }

    private static Map<String, Integer> ports(@Nullable Cursor written) {
        Map<String, Integer> ports = new TreeMap<>();
        if (written != null) {
            for (String name : written.mapping().entries().keySet()) {
                ports.put(name, written.integer(name, 0));
            }
        }
        return ports;
    }

    /// `region/zone/subzone`; what is left out is unknown.
    private static Locality locality(String written) {
        String[] parts = written.split("/", 3);
        return new Locality(
                parts[0], parts.length > 1 ? parts[1] : "", parts.length > 2 ? parts[2] : "");
    }
}

package io.fairlead.ingest.validate;

import io.fairlead.model.config.Problem.Told;
import io.fairlead.model.config.ServiceEntry;
import io.fairlead.model.service.AddressRange;
import io.fairlead.model.service.EntryEndpoint;
import io.fairlead.model.service.Resolution;
import io.fairlead.model.service.ServicePort;
import io.fairlead.model.service.TargetPort;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Istio's rules for a ServiceEntry.
record ServiceEntryRules(Findings findings) {
    /// As in Istio's CRD.
    private static final int HOSTS_MAX = 256;

    private static final int ADDRESSES_MAX = 256;
    private static final int PORTS_MAX = 256;
    private static final int ENDPOINTS_MAX = 4096;

    /// So that the weights of all endpoints together fit into what Envoy counts with.
    private static final int WEIGHT_MAX = 500_000;

    private static final String UNIX = "unix:";

    void check(ServiceEntry entry) {
        Names names = new Names(findings);
        atMost(HOSTS_MAX, entry.hosts(), "spec.hosts");
        atMost(ADDRESSES_MAX, entry.addresses(), "spec.addresses");
        atMost(PORTS_MAX, entry.ports(), "spec.ports");
        atMost(ENDPOINTS_MAX, entry.entry().endpoints(), "spec.endpoints");
        hosts(entry, names);
        addresses(entry);
        ports(entry, names);
        amount(entry);
        for (int i = 0; i < entry.entry().endpoints().size(); i++) {
            endpoint(entry.entry().endpoints().get(i), entry, "spec.endpoints[" + i + "]", names);
        }
        names.exportTo(entry.exportTo(), "spec.exportTo");
    }

    private void atMost(int max, List<?> list, String field) {
        if (list.size() > max) {
            error(
                    "too-many",
                    field,
                    "%d items".formatted(list.size()),
                    "there are at most " + max,
                    "write several ServiceEntries");
        }
    }

    private void hosts(ServiceEntry entry, Names names) {
        if (entry.hosts().isEmpty()) {
            error(
                    "missing-hosts",
                    "spec.hosts",
                    "there are no hosts",
                    "a ServiceEntry says which hosts there are",
                    "add hosts:");
        }
        boolean asked =
                entry.entry().resolution().isByName() && entry.entry().endpoints().isEmpty();
        for (int i = 0; i < entry.hosts().size(); i++) {
            String host = entry.hosts().get(i);
            String field = "spec.hosts[" + i + "]";
            if (host.equals("*")) {
                error(
                        "bad-host",
                        field,
                        "\"*\" is not a host",
                        "a wildcard stands before a name, as in *.example.com",
                        "name a domain; outboundTrafficPolicy: {mode: ALLOW_ANY} lets everything out");
                continue;
            }
            names.host(host, field);
            if (host.startsWith("*") && !host.startsWith("*.") && isToldByName(entry)) {
                error(
                        "bad-host",
                        field,
                        "%s is a part of a name, and a port speaks TLS".formatted(host),
                        "names in TLS are matched by whole parts, as in *.example.com",
                        "write the wildcard before a dot");
            }
            if (asked && host.startsWith("*")) {
                error(
                        "wildcard-by-dns",
                        field,
                        "%s can't be looked up".formatted(host),
                        "resolution %s without endpoints looks the hosts up"
                                .formatted(entry.entry().resolution()),
                        "name each host, add endpoints:, or write resolution: NONE");
            }
        }
    }

    private static boolean isToldByName(ServiceEntry entry) {
        return entry.ports().stream().anyMatch(port -> port.protocol().isEncrypted());
    }

    private void addresses(ServiceEntry entry) {
        for (int i = 0; i < entry.addresses().size(); i++) {
            String address = entry.addresses().get(i);
            String field = "spec.addresses[" + i + "]";
            Optional<AddressRange> range = AddressRange.of(address);
            if (range.isEmpty()) {
                error(
                        "bad-address",
                        field,
                        "\"" + address + "\" is not an address",
                        "addresses are of IP, perhaps with the length of a prefix",
                        "write one such as 192.0.2.7 or 192.0.2.0/24");
            } else if (!range.get().isSingle() && entry.entry().resolution().isByName()) {
                error(
                        "range-by-dns",
                        field,
                        "%s with resolution %s".formatted(address, entry.entry().resolution()),
                        "a range of addresses goes with resolution NONE or STATIC",
                        "name single addresses, or write resolution: NONE");
            }
        }
    }

    private void ports(ServiceEntry entry, Names names) {
        Map<Integer, Integer> numbers = new HashMap<>();
        Map<String, Integer> called = new HashMap<>();
        for (int i = 0; i < entry.ports().size(); i++) {
            ServicePort port = entry.ports().get(i);
            String field = "spec.ports[" + i + "]";
            names.port(port.number(), field + ".number");
            if (port.target() instanceof TargetPort.Numbered(int target)
                    && target != port.number()) {
                names.port(target, field + ".targetPort");
            }
            if (port.name().isEmpty()) {
                error(
                        "empty-value",
                        field + ".name",
                        "the port has no name",
                        "a port of a ServiceEntry has a number and a name",
                        "add name: http");
            }
            twice(numbers.putIfAbsent(port.number(), i), field + ".number", "number");
            twice(called.putIfAbsent(port.name(), i), field + ".name", "name");
        }
    }

    private void twice(@Nullable Integer first, String field, String what) {
        if (first != null) {
            error(
                    "duplicate-port",
                    field,
                    "spec.ports[%d] has the same %s".formatted(first, what),
                    "ports of a ServiceEntry differ in number and name",
                    "remove one of them");
        }
    }

    /// How many endpoints a way of finding them takes.
    private void amount(ServiceEntry entry) {
        int count = entry.entry().endpoints().size();
        switch (entry.entry().resolution()) {
            case NONE -> {
                if (count > 0) {
                    error(
                            "idle-field",
                            "spec.endpoints",
                            "endpoints with resolution NONE",
                            "without a resolution, clients go where the application wanted to",
                            "write resolution: STATIC, or DNS for names");
                }
            }
            case STATIC -> {
                if (count == 0) {
                    findings.warning(
                            "no-endpoints",
                            "spec.resolution",
                            new Told(
                                    "resolution STATIC without endpoints; requests get 503",
                                    "the servers of a static entry stand in it",
                                    "add endpoints:"));
                }
            }
            case DNS -> {}
            case DNS_ROUND_ROBIN -> {
                if (count > 1) {
                    error(
                            "too-many",
                            "spec.endpoints",
                            "%d endpoints with resolution DNS_ROUND_ROBIN".formatted(count),
                            "one name is asked for",
                            "keep one of them, or write resolution: DNS");
                }
            }
        }
    }

    private void endpoint(EntryEndpoint endpoint, ServiceEntry entry, String field, Names names) {
        address(endpoint.address(), entry.entry().resolution(), field + ".address", names);
        names.labels(endpoint.labels(), field + ".labels");
        endpoint.ports()
                .forEach((name, number) -> {
                    String at = field + ".ports." + name;
                    names.port(number, at);
                    if (entry.ports().stream().noneMatch(port -> port.name().equals(name))) {
                        error(
                                "unknown-port",
                                at,
                                "the entry has no port called \"%s\"".formatted(name),
                                "an endpoint's ports are named as those of the entry",
                                "choose one of "
                                        + entry.ports().stream().map(ServicePort::name).toList());
                    }
                });
        if (endpoint.weight() > WEIGHT_MAX) {
            error(
                    "out-of-range",
                    field + ".weight",
                    "the weight %d".formatted(endpoint.weight()),
                    "weights are relative, and at most " + WEIGHT_MAX,
                    "divide all of them by the same number");
        }
        if (endpoint.locality().subzone().contains("/")) {
            error(
                    "bad-locality",
                    field + ".locality",
                    "the locality has more than three parts",
                    "a locality is region/zone/subzone",
                    "drop what is behind the third");
        }
    }

    private void address(String address, Resolution resolution, String field, Names names) {
        if (address.startsWith(UNIX)) {
            error(
                    "not-carried",
                    field,
                    "Unix sockets aren't carried",
                    "an endpoint is an address, or a name with resolution DNS",
                    "write the address of a machine");
        } else if (address.isEmpty()) {
            error(
                    "missing-field",
                    field,
                    "the endpoint has no address",
                    "an endpoint is an address, or a name with resolution DNS",
                    "add address:");
        } else if (AddressRange.of(address).filter(AddressRange::isSingle).isPresent()) {
            return;
        } else if (resolution == Resolution.STATIC) {
            error(
                    "bad-address",
                    field,
                    "\"%s\" is not an address".formatted(address),
                    "endpoints of resolution STATIC are addresses of IP",
                    "write an address, or resolution: DNS");
        } else {
            names.host(address, field);
            if (address.startsWith("*")) {
                error(
                        "wildcard-by-dns",
                        field,
                        "%s can't be looked up".formatted(address),
                        "an endpoint is one machine, or one name",
                        "write the whole name");
            }
        }
    }

    private void error(String code, String field, String what, String rule, String fix) {
        findings.error(code, field, new Told(what, rule, fix));
    }
}

package io.fairlead.proxy.xds.lookup;

import io.fairlead.proxy.model.Address;
import io.fairlead.proxy.model.Discovery;
import io.fairlead.proxy.model.Endpoints;
import io.fairlead.proxy.model.Endpoints.LocalityHosts;
import io.fairlead.proxy.model.Host;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What becomes of endpoints when their names are known.
final class Found {
    private Found() {}

    /// @param addresses by name; a name that is not there has none
    static Endpoints of(Discovery.LookedUp wanted, Map<String, List<InetAddress>> addresses) {
        Endpoints named = wanted.endpoints();
        List<LocalityHosts> localities = new ArrayList<>();
        for (LocalityHosts locality : named.localities()) {
            List<Host> hosts = new ArrayList<>();
            for (Host host : locality.hosts()) {
                hosts.addAll(hosts(host, wanted, addresses));
            }
            localities.add(
                    new LocalityHosts(
                            locality.locality(), locality.priority(), locality.weight(), hosts));
        }
        return new Endpoints(named.cluster(), localities, named.overprovisioningPercent());
    }

    private static List<Host> hosts(
            Host host, Discovery.LookedUp wanted, Map<String, List<InetAddress>> addresses) {
        if (host.address().isLiteral()) {
            return List.of(host);
        }
        List<InetAddress> all =
                ofFamily(wanted.family(), addresses.getOrDefault(host.address().host(), List.of()));
        return all.stream()
                .limit(wanted.single() ? 1 : all.size())
                .map(address -> at(host, address))
                .toList();
    }

    private static Host at(Host host, InetAddress address) {
        return new Host(
                new Address(address.getHostAddress(), host.address().port()),
                host.weight(),
                host.health(),
                host.hostname().isEmpty() ? host.address().host() : host.hostname(),
                host.workload(),
                host.transportLabels());
    }

    private static List<InetAddress> ofFamily(Discovery.Family family, List<InetAddress> all) {
        List<InetAddress> old = all.stream().filter(Inet4Address.class::isInstance).toList();
        List<InetAddress> six = all.stream().filter(one -> !(one instanceof Inet4Address)).toList();
        return switch (family) {
            case AUTO -> six.isEmpty() ? old : six;
            case V4_ONLY -> old;
            case V6_ONLY -> six;
            case V4_PREFERRED -> old.isEmpty() ? six : old;
            case ALL -> all;
        };
    }
}

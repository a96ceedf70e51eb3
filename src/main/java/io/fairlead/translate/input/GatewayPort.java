package io.fairlead.translate.input;

import io.fairlead.model.config.Gateway;
import io.fairlead.model.config.Service;
import io.fairlead.model.route.GatewayServer;
import io.fairlead.model.route.GatewayServer.Way;
import io.fairlead.model.service.ContainerPort;
import io.fairlead.model.service.Protocol;
import io.fairlead.model.service.ServicePort;
import io.fairlead.model.service.TargetPort;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// One port on which a router listens, with the servers of all Gateways that meet there. Servers that can't share it
/// with the oldest are left out.
///
/// @param number of the pod's port
/// @param bind address; empty for all
/// @param servers oldest Gateway first; at least one
public record GatewayPort(int number, String bind, List<Served> servers) {

    /// One server of one Gateway.
    ///
    /// @param gateway `NAMESPACE/NAME`
    /// @param names hosts that it takes, without namespaces; where TLS tells them apart, only those that no older
    ///     server has taken
    public record Served(String gateway, GatewayServer server, List<String> names) {
        public Served {
            names = List.copyOf(names);
        }

        /// Namespace of the Gateway.
        public String namespace() {
            return gateway.substring(0, gateway.indexOf('/'));
        }

        /// `https.443.https.web.shop`: of a server whose TLS ends here.
        public String routes() {
            return String.join(
                    ".",
                    "https",
                    String.valueOf(server.number()),
                    server.portName(),
                    gateway.substring(gateway.indexOf('/') + 1),
                    namespace());
        }
    }

    public GatewayPort {
        servers = List.copyOf(servers);
    }

    /// What all its servers have in common.
    public Way way() {
        return servers.getFirst().server().way();
    }

    /// `http.8080`: of all servers in clear.
    public String routes() {
        return "http." + number + (bind.isEmpty() ? "" : "." + bind);
    }

    /// Names of its route configurations.
    public List<String> routeNames() {
        if (way() == Way.HTTP) {
            return List.of(routes());
        }
        return servers.stream()
                .filter(served -> served.server().way() == Way.HTTPS)
                .map(Served::routes)
                .toList();
    }

    /// The ports of a router, in order.
    public static List<GatewayPort> of(ProxyClass.Router router, Reader reader) {
        Merge merge = new Merge();
        for (Gateway gateway : reader.gateways()) {
            if (gateway.selects(router.labels())) {
                for (GatewayServer server : gateway.servers()) {
                    merge.add(gateway, server, target(server.number(), router, reader));
                }
            }
        }
        return merge.ports();
    }

    /// A Gateway names the port of the Service before the pods; without one, the pods' own.
    private static int target(int number, ProxyClass.Router router, Reader reader) {
        return reader.servicesIn(router.client().namespace()).stream()
                .filter(service -> selects(service, router))
                .flatMap(service -> service.ports().stream())
                .filter(port -> port.number() == number && port.protocol() != Protocol.UDP)
                .flatMap(port -> target(port, router).stream())
                .findFirst()
                .orElse(number);
    }

    private static boolean selects(Service service, ProxyClass.Router router) {
        return !service.selector().isEmpty()
                && router.labels().entrySet().containsAll(service.selector().entrySet());
    }

    private static Optional<Integer> target(ServicePort port, ProxyClass.Router router) {
        return switch (port.target()) {
            case TargetPort.Numbered(int value) -> Optional.of(value);
            case TargetPort.Named(String value) ->
                    router.ports().stream()
                            .filter(declared -> declared.name().equals(value))
                            .map(ContainerPort::number)
                            .findFirst();
        };
    }

    /// Brings servers together that have the same port.
    private static final class Merge {
        private final TreeMap<String, GatewayPort> found = new TreeMap<>();
        private final Set<String> taken = new HashSet<>();

        void add(Gateway gateway, GatewayServer server, int target) {
            String key = "%05d %s".formatted(target, server.bind());
            GatewayPort before = found.get(key);
            if (before != null && !before.servers().getFirst().server().canStandBeside(server)) {
                return;
            }
            List<String> names = names(server, key);
            if (names.isEmpty()) {
                return;
            }
            Served served = new Served(gateway.path(), server, names);
            List<Served> all =
                    Stream.concat(
                                    before == null ? Stream.of() : before.servers().stream(),
                                    Stream.of(served))
                            .toList();
            found.put(key, new GatewayPort(target, server.bind(), all));
        }

        /// Envoy refuses a listener in which the name of a server stands twice.
        private List<String> names(GatewayServer server, String key) {
            List<String> names =
                    server.hosts().stream().map(GatewayServer::nameOf).distinct().toList();
            return server.way().isByServerName()
                    ? names.stream()
                            .filter(name -> taken.add(key + " " + name.toLowerCase(Locale.ROOT)))
                            .toList()
                    : names;
        }

        List<GatewayPort> ports() {
            return new ArrayList<>(found.values());
        }
    }
}

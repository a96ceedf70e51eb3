package io.fairlead.ingest.decode;

import io.fairlead.model.config.Meta;
import io.fairlead.model.config.VirtualService;
import io.fairlead.model.route.Destination;
import io.fairlead.model.route.HttpRoute;
import io.fairlead.model.route.L4Match;
import io.fairlead.model.route.TcpRoute;
import io.fairlead.model.route.TlsRoute;
import io.fairlead.model.route.WeightedDestination;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a VirtualService; its http routes are read by [HttpRouteReader].
final class VirtualServiceReader {
    private final HttpRouteReader httpRoutes;

    VirtualServiceReader(Complaints complaints) {
        this.httpRoutes = new HttpRouteReader(complaints);
    }

    VirtualService read(Meta meta, Cursor object) {
        Cursor spec = object.child("spec");
        if (spec == null) {
            return new VirtualService(
                    meta, List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
        }
        List<HttpRoute> http = new ArrayList<>();
        spec.list("http").forEach(route -> http.add(httpRoutes.read(route)));
        return new VirtualService(
                meta,
                spec.texts("hosts"),
                spec.texts("gateways"),
                spec.texts("exportTo"),
                http,
                spec.list("tls").stream()
                        .map(r -> new TlsRoute(matches(r), destinations(r)))
                        .toList(),
                spec.list("tcp").stream()
                        .map(r -> new TcpRoute(matches(r), destinations(r)))
                        .toList());
    }

    private static List<L4Match> matches(Cursor route) {
        return route.list("match").stream()
                .map(match ->
                        new L4Match(
                                match.texts("sniHosts"),
                                match.texts("destinationSubnets"),
                                match.integer("port", 0),
                                match.text("sourceSubnet"),
                                match.textMap("sourceLabels"),
                                match.text("sourceNamespace"),
                                match.texts("gateways")))
                .toList();
    }

    private static List<WeightedDestination> destinations(Cursor route) {
        return route.list("route").stream()
                .map(r ->
                        new WeightedDestination(
                                destination(r.child("destination")), r.integer("weight", 0)))
                .toList();
    }

    static Destination destination(@Nullable Cursor destination) {
        if (destination == null) {
            return new Destination("", "", 0);
        }
        Cursor port = destination.child("port");
        return new Destination(
                destination.text("host"),
                destination.text("subset"),
                port == null ? 0 : port.integer("number", 0));
    }
}

package io.fairlead.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.enforce.Enforcement;
import io.fairlead.proxy.http.forward.PeerBook;
import io.fairlead.proxy.http.h2.H2Protocol;
import io.fairlead.proxy.http.h2.H2Server;
import io.fairlead.proxy.identity.Secrets;
import io.fairlead.proxy.identity.tls.Handshakes;
import io.fairlead.proxy.identity.tls.TlsContexts;
import io.fairlead.proxy.identity.tls.TlsLimits;
import io.fairlead.proxy.meter.Callers;
import io.fairlead.proxy.meter.RequestObserver;
import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.ResponseFlag;
import io.fairlead.proxy.meter.StatName;
import io.fairlead.proxy.meter.Stats;
import io.fairlead.proxy.meter.WorkloadLabels;
import io.fairlead.proxy.model.Action;
import io.fairlead.proxy.model.Address;
import io.fairlead.proxy.model.ChainMatch;
import io.fairlead.proxy.model.ChainMatch.TransportProtocol;
import io.fairlead.proxy.model.ClientTransport;
import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.model.Cluster.Protocol;
import io.fairlead.proxy.model.Discovery;
import io.fairlead.proxy.model.Endpoints;
import io.fairlead.proxy.model.FilterChain;
import io.fairlead.proxy.model.Handler;
import io.fairlead.proxy.model.Handler.TcpDestination;
import io.fairlead.proxy.model.Host;
import io.fairlead.proxy.model.HttpConnection;
import io.fairlead.proxy.model.HttpConnection.ClientCertificate;
import io.fairlead.proxy.model.HttpConnection.RouteSource;
import io.fairlead.proxy.model.Inspection;
import io.fairlead.proxy.model.Listener;
import io.fairlead.proxy.model.MetricChanges;
import io.fairlead.proxy.model.PeerValidation;
import io.fairlead.proxy.model.PeerValidation.Roots;
import io.fairlead.proxy.model.PeerValidation.SanMatch;
import io.fairlead.proxy.model.PortMatch;
import io.fairlead.proxy.model.ProxySnapshot;
import io.fairlead.proxy.model.Route;
import io.fairlead.proxy.model.RouteMatch;
import io.fairlead.proxy.model.RouteTable;
import io.fairlead.proxy.model.ServerTransport;
import io.fairlead.proxy.model.StringMatch;
import io.fairlead.proxy.model.TlsSettings;
import io.fairlead.proxy.model.TrafficDirection;
import io.fairlead.proxy.model.TransportChoice;
import io.fairlead.proxy.model.VirtualHost;
import io.fairlead.testing.Pki;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// One end of a mesh connection: a sidecar before an application (`inbound`) or behind one (`outbound`), on loopback,
/// configured as Istio configures it.
final class MeshProxy implements AutoCloseable {

    private static final String SNI = "outbound_.80_._.app.shop.svc.cluster.local";

    /// What discovery says of whoever is on loopback.
    static final String HOST = "known-v1;shop;known;1;Kubernetes";

    static final String TRUST_DOMAIN = "spiffe://cluster.local/";

    /// How a port is protected.
    enum Mode {
        PERMISSIVE,
        STRICT,
        DISABLE
    }

    /// What a request left in the log.
    record Seen(
            String path,
            int status,
            String flags,
            String details,
            boolean mutual,
            WorkloadLabels peer) {}

    private static final List<String> MESH_ALPN =
            List.of("istio", "istio-peer-exchange", "istio-http/1.0", "istio-http/1.1", "istio-h2");

    private final Stats stats = new Stats();
    private final Callers callers = new Callers();
    private final Enforcement enforcement;
    private final Handshakes handshakes;
    private final BlockingQueue<Seen> log = new LinkedBlockingQueue<>();
    private final Dataplane dataplane;
    private long version;

    MeshProxy(Secrets secrets) {
        this("it", secrets);
    }

    MeshProxy(String name, Secrets secrets) {
        this(name, secrets, Clock.SYSTEM, TlsLimits.DEFAULT);
    }

    MeshProxy(String name, Secrets secrets, Clock clock, TlsLimits limits) {
        this(name, secrets, clock, limits, Duration.ofSeconds(30));
    }

    /// @param drain after it, connections in clear text from before a trial are ended
    MeshProxy(String name, Secrets secrets, Clock clock, TlsLimits limits, Duration drain) {
        handshakes = new Handshakes(stats, clock, limits);
        enforcement = new Enforcement(clock, callers, stats, drain);
        dataplane =
                new Dataplane(
                        Loops.of(1),
                        new Dataplane.Parts(
                                Clock.SYSTEM,
                                _ -> (_, _) -> new Log(),
                                H2Server::handler,
                                H2Protocol::new,
                                new TlsContexts(secrets, clock, handshakes, limits),
                                () -> new PeerBook("sidecar~127.0.0.1~" + name, labels(name)),
                                new Arrivals(stats, callers, enforcement)));
        dataplane.start();
    }

    /// What the sidecar of this name says of itself.
    static WorkloadLabels labels(String name) {
        return new WorkloadLabels(
                name + "-v1", "shop", name, "v1", name, "1", "Kubernetes", "unknown");
    }

    /// How many connections came to the port in a way, as `/stats` says it.
    long arrived(String how) {
        return stats.counter(new StatName("inbound", String.valueOf(port()), how)).sum();
    }

    /// What a daemon can wish of it.
    Enforcement enforcement() {
        return enforcement;
    }

    /// Who came, as a report tells it.
    List<Callers.Row> callers() {
        return callers.look();
    }

    Handshakes handshakes() {
        return handshakes;
    }

    /// Takes requests for an application on this port.
    MeshProxy inbound(Mode mode, int application) throws InterruptedException {
        var http = new Handler.HttpHandler(http(inboundSaid()));
        return apply(
                listener(TrafficDirection.INBOUND, chains(mode, http, List.of("h2", "http/1.1"))),
                plain(application));
    }

    /// Takes opaque connections for an application on this port.
    MeshProxy inboundOpaque(Mode mode, int application) throws InterruptedException {
        List<String> alpn = List.of("istio-peer-exchange", "h2", "http/1.1");
        return apply(
                listener(TrafficDirection.INBOUND, chains(mode, opaque(), alpn)),
                plain(application));
    }

    /// Sends requests to a host on this port that is known by this SPIFFE id.
    MeshProxy outbound(int port, Protocol protocol, String server) throws InterruptedException {
        return outbound(port, protocol, server, SNI);
    }

    MeshProxy outbound(int port, Protocol protocol, String server, String sni)
            throws InterruptedException {
        var http = new Handler.HttpHandler(http(ClientCertificate.SANITIZE));
        return outbound(port, http, protocol, mesh(server, sni));
    }

    /// Sends requests over TLS to a server outside of the mesh.
    MeshProxy outboundSimple(int port, Pki.Ca root, String name) throws InterruptedException {
        var http = new Handler.HttpHandler(http(ClientCertificate.SANITIZE));
        var validation =
                new PeerValidation(
                        new Roots.Inline(root.pem()),
                        List.of(
                                new SanMatch(
                                        SanMatch.Kind.DNS, new StringMatch.Exact(name, true))));
        var tls = new ClientTransport.Tls(TlsSettings.of(null, validation, List.of()), name);
        return outbound(port, http, Protocol.HTTP1, tls);
    }

    MeshProxy outboundOpaque(int port, String server) throws InterruptedException {
        return outbound(port, opaque(), Protocol.HTTP1, mesh(server, SNI));
    }

    MeshProxy outboundPlain(int port, Protocol protocol) throws InterruptedException {
        var http = new Handler.HttpHandler(http(ClientCertificate.SANITIZE));
        return outbound(port, http, protocol, new ClientTransport.Plain());
    }

    private MeshProxy outbound(
            int port, Handler handler, Protocol protocol, ClientTransport transport)
            throws InterruptedException {
        var chain = new FilterChain("out", ChainMatch.ANY, new ServerTransport.Plain(), handler);
        var choice =
                new TransportChoice(
                        List.of(
                                new TransportChoice.Match(
                                        "tlsMode-istio", Map.of("tlsMode", "istio"), transport)),
                        new ClientTransport.Plain());
        Host host = host(port, Map.of("tlsMode", "istio"));
        Cluster cluster =
                Cluster.of("a", new Discovery.Static(Endpoints.of("a", List.of(host))))
                        .withProtocol(protocol)
                        .withTransport(choice);
        return apply(listener(TrafficDirection.OUTBOUND, List.of(chain)), cluster);
    }

    private static ClientTransport mesh(String server, String sni) {
        return new ClientTransport.Tls(
                TlsSettings.of(
                        "default",
                        validation(new StringMatch.Exact(server, false)),
                        List.of("istio-peer-exchange", "istio")),
                sni);
    }

    /// The transport of an inbound port.
    static ServerTransport.Tls server(List<String> alpn) {
        return new ServerTransport.Tls(
                TlsSettings.of(
                        "default", validation(new StringMatch.Prefix(TRUST_DOMAIN, false)), alpn),
                true);
    }

    private static PeerValidation validation(StringMatch name) {
        return new PeerValidation(
                new Roots.Named("ROOTCA"), List.of(new SanMatch(SanMatch.Kind.URI, name)));
    }

    private static List<FilterChain> chains(Mode mode, Handler handler, List<String> alpn) {
        List<FilterChain> chains = new ArrayList<>();
        switch (mode) {
            case STRICT ->
                    chains.add(chain(TransportProtocol.TLS, List.of(), server(alpn), handler));
            case PERMISSIVE -> {
                chains.add(chain(TransportProtocol.TLS, MESH_ALPN, server(alpn), handler));
                chains.add(
                        chain(
                                TransportProtocol.RAW_BUFFER,
                                List.of(),
                                new ServerTransport.Plain(),
                                handler));
                if (handler instanceof Handler.TcpHandler) {
                    // The application's own TLS.
                    chains.add(
                            chain(
                                    TransportProtocol.TLS,
                                    List.of(),
                                    new ServerTransport.Plain(),
                                    handler));
                }
            }
            case DISABLE ->
                    chains.add(
                            chain(
                                    TransportProtocol.RAW_BUFFER,
                                    List.of(),
                                    new ServerTransport.Plain(),
                                    handler));
        }
        return chains;
    }

    private static FilterChain chain(
            TransportProtocol transport,
            List<String> alpn,
            ServerTransport server,
            Handler handler) {
        return new FilterChain(
                transport.wireName(),
                ChainMatch.ANY.withProtocols(transport, alpn),
                server,
                handler);
    }

    private static Listener listener(TrafficDirection direction, List<FilterChain> chains) {
        boolean inbound = direction == TrafficDirection.INBOUND;
        return new Listener(
                "web",
                new Address("127.0.0.1", 0),
                true,
                false,
                direction,
                new Inspection(
                        false,
                        inbound ? new PortMatch.Any() : new PortMatch.None(),
                        new PortMatch.None(),
                        Duration.ZERO,
                        true),
                chains,
                null,
                List.of());
    }

    private static ClientCertificate inboundSaid() {
        return new ClientCertificate(
                ClientCertificate.Forward.APPEND_FORWARD,
                new ClientCertificate.Details(true, false, false, true, true));
    }

    private static HttpConnection http(ClientCertificate said) {
        HttpConnection of = HttpConnection.of("x", new RouteSource.Named("r"));
        return new HttpConnection(
                of.statPrefix(),
                of.routes(),
                of.codec(),
                of.clientAddress(),
                said,
                of.requestId(),
                of.serverHeader(),
                of.path(),
                of.limits(),
                of.timeouts(),
                Set.of("websocket"),
                of.acceptHttp10(),
                of.accessLogs(),
                of.filters(),
                of.tracing(),
                of.metrics());
    }

    private static Handler opaque() {
        return new Handler.TcpHandler(
                "t",
                List.of(new TcpDestination("a", 1)),
                Duration.ofHours(1),
                1,
                List.of(),
                MetricChanges.STANDARD);
    }

    private static Cluster plain(int port) {
        return Cluster.of(
                "a", new Discovery.Static(Endpoints.of("a", List.of(host(port, Map.of())))));
    }

    private static Host host(int port, Map<String, String> labels) {
        var address = new Address("127.0.0.1", port);
        return new Host(address, 1, Host.Health.HEALTHY, "", HOST, labels);
    }

    private MeshProxy apply(Listener listener, Cluster cluster) throws InterruptedException {
        Route route = Route.of("all", RouteMatch.ALL, Action.Forward.to("a"));
        RouteTable table =
                RouteTable.of("r", List.of(VirtualHost.of("v", List.of("*"), List.of(route))));
        var snapshot =
                new ProxySnapshot(
                        ++version,
                        Map.of(listener.name(), listener),
                        Map.of("r", table),
                        Map.of("a", cluster),
                        Map.of());
        assertThat(dataplane.apply(snapshot)).isEmpty();
        return this;
    }

    int port() {
        return dataplane.boundTo("web").orElseThrow().getPort();
    }

    /// The next thing in the log.
    Seen seen() throws InterruptedException {
        Seen next = log.poll(5, TimeUnit.SECONDS);
        assertThat(next).as("nothing was logged").isNotNull();
        return next;
    }

    @Override
    public void close() {
        dataplane.close();
    }

    private final class Log implements RequestObserver {
        @Override
        public void onRequestEnd(RequestRecord request) {
            log.add(
                    new Seen(
                            String.valueOf(request.path),
                            request.responseCode,
                            ResponseFlag.text(request.responseFlags),
                            String.valueOf(request.responseCodeDetails),
                            request.mutualTls,
                            request.peer));
        }

        @Override
        public void onConnectionOpened(RequestRecord connection) {}

        @Override
        public void onConnectionProgress(RequestRecord connection, long received, long sent) {}

        @Override
        public void onConnectionClosed(RequestRecord connection) {
            onRequestEnd(connection);
        }
    }
}

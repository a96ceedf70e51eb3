package io.fairlead.proxy.listener;

import io.fairlead.proxy.enforce.Enforcement.Verdict;
import io.fairlead.proxy.filterchain.Connection;
import io.fairlead.proxy.filterchain.Sniff;
import io.fairlead.proxy.http.forward.Client;
import io.fairlead.proxy.http.forward.HttpChain;
import io.fairlead.proxy.http.h1.Http1Server;
import io.fairlead.proxy.identity.tls.AlertLinger;
import io.fairlead.proxy.identity.tls.HandshakeFailure;
import io.fairlead.proxy.identity.tls.Handshakes.Side;
import io.fairlead.proxy.identity.tls.TlsContext;
import io.fairlead.proxy.identity.tls.TlsContexts;
import io.fairlead.proxy.identity.verify.Refusal;
import io.fairlead.proxy.listener.Arrivals.Kind;
import io.fairlead.proxy.meter.Came;
import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.RequestRecord.Reporter;
import io.fairlead.proxy.meter.TlsFacts;
import io.fairlead.proxy.meter.WorkloadLabels;
import io.fairlead.proxy.model.Address;
import io.fairlead.proxy.model.FilterChain;
import io.fairlead.proxy.model.ServerTransport;
import io.fairlead.proxy.model.TrafficDirection;
import io.fairlead.proxy.tcp.TcpForwarder;
import io.fairlead.proxy.tcp.TcpService;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts the handler of a filter chain into the pipeline of a connection.
@SuppressWarnings("FutureReturnValueIgnored") // Closing needs no answer.
final class Assembly {

    private static final Logger LOG = LoggerFactory.getLogger(Assembly.class);

    private Assembly() {}

    /// What was found out about a connection.
    record Facts(
            InetSocketAddress destination,
            TrafficDirection direction,
            Connection connection,
            Sniff sniff,
            boolean silent) {

        boolean fromPeer() {
            return direction == TrafficDirection.INBOUND;
        }

        /// What tells it from others, as far as its first bytes say.
        String detail() {
            String name = connection.serverName();
            return name.isEmpty() ? "" : "SNI " + name;
        }

        /// How it came, when TLS does not end here.
        Kind inClear(boolean http) {
            if (connection.source().equals(connection.destination())) {
                return Kind.SELF;
            }
            return silent ? Kind.SILENT : Kind.inClear(sniff, http);
        }
    }

    /// How a connection is protected.
    ///
    /// @param protocol what ALPN agreed on, or empty
    private record Secured(TlsFacts facts, String protocol) {}

    /// A connection that goes on to its chain.
    ///
    /// @param secured null in clear text
    /// @param came hears of its requests; null where nobody counts them
    private record Way(Facts facts, @Nullable Secured secured, @Nullable Came came) {}

    /// Adds the handler behind the one of `context`.
    static void install(
            ChannelHandlerContext context,
            Lane lane,
            FilterChain chain,
            Lane.Service service,
            Facts facts) {
        switch (chain.transport()) {
            case ServerTransport.Plain _ -> {
                Came came = count(context, lane, service, facts);
                serve(context, lane, service, new Way(facts, null, came));
            }
            case ServerTransport.Tls tls -> secure(context, lane, tls, service, facts);
        }
    }

    /// True for clear text to a port that is STRICT on trial, which is counted.
    static boolean isRefusedOnTrial(
            ChannelHandlerContext context,
            Lane lane,
            FilterChain chain,
            Lane.Service service,
            Facts facts) {
        boolean clear = chain.transport() instanceof ServerTransport.Plain;
        if (!clear || !facts.fromPeer() || service instanceof Lane.Service.Refuse) {
            return false;
        }
        Kind kind = facts.inClear(service instanceof Lane.Service.Http);
        int port = facts.destination().getPort();
        String source = source(context);
        if (kind == Kind.SELF
                || lane.arrivals().enforcement().arrives(port, source) == Verdict.LET_IN) {
            return false;
        }
        refused(context, lane, port, kind, facts);
        return true;
    }

    /// Not a byte came yet, where clear text is let in: it may be somebody to whom the server speaks first.
    static void countSilent(ChannelHandlerContext context, Lane lane, Facts facts) {
        taken(context, lane, facts, facts.inClear(false), source(context));
    }

    private static @Nullable Came count(
            ChannelHandlerContext context, Lane lane, Lane.Service service, Facts facts) {
        if (!facts.fromPeer()) {
            return null;
        }
        return switch (service) {
            case Lane.Service.Http _ ->
                    taken(context, lane, facts, facts.inClear(true), source(context));
            case Lane.Service.Tcp _ ->
                    taken(context, lane, facts, facts.inClear(false), source(context));
            case Lane.Service.Refuse _ -> {
                int port = facts.destination().getPort();
                refused(context, lane, port, facts.inClear(false), facts);
                yield null;
            }
        };
    }

    private static Came taken(
            ChannelHandlerContext context, Lane lane, Facts facts, Kind kind, String source) {
        int port = facts.destination().getPort();
        Came came = lane.arrivals().taken(port, kind, source, facts.detail());
        if (kind != Kind.MESH_MTLS) {
            came.from(from(context).getPort());
        }
        context.channel().closeFuture().addListener(_ -> came.gone());
        return came;
    }

    /// The workload that came, where no metadata of its own tells.
    private static WorkloadLabels neighbour(ChannelHandlerContext context, Lane lane, Facts facts) {
        return facts.fromPeer() ? lane.neighbour(source(context)) : WorkloadLabels.UNKNOWN;
    }

    /// Who came, as far as an address tells.
    private static void refused(
            ChannelHandlerContext context, Lane lane, int port, Kind kind, Facts facts) {
        lane.arrivals()
                .refused(port, kind, source(context), facts.detail())
                .from(from(context).getPort());
    }

    private static String source(ChannelHandlerContext context) {
        return from(context).getAddress().getHostAddress();
    }

    private static InetSocketAddress from(ChannelHandlerContext context) {
        return (InetSocketAddress) context.channel().remoteAddress();
    }

    private static String source(ChannelHandlerContext context, TlsFacts found) {
        TlsFacts.PeerFacts peer = found.peer();
        String principal = peer == null ? null : peer.principal();
        return principal == null ? source(context) : principal;
    }

    private static void secure(
            ChannelHandlerContext context,
            Lane lane,
            ServerTransport.Tls transport,
            Lane.Service service,
            Facts facts) {
        TlsContexts contexts = lane.tls();
        Optional<TlsContext> tls = contexts.server(transport);
        if (tls.isEmpty()) {
            String missing = "no secret yet for " + transport.settings().certificate();
            contexts.handshakes()
                    .refused(
                            Side.INBOUND,
                            new HandshakeFailure(Refusal.NO_SECRET, missing),
                            context.channel().remoteAddress());
            context.close();
            return;
        }
        SslHandler ssl = tls.get().accept(context.alloc(), contexts.handshakeMax());
        SecureStart.Then then =
                (at, found, protocol) -> {
                    Came came =
                            facts.fromPeer()
                                    ? taken(at, lane, facts, Kind.MESH_MTLS, source(at, found))
                                    : null;
                    serve(at, lane, service, new Way(facts, new Secured(found, protocol), came));
                };
        int port = facts.destination().getPort();
        Runnable refused =
                () -> {
                    if (facts.fromPeer()) {
                        lane.arrivals()
                                .refused(port, Kind.MESH_MTLS_BAD, source(context), facts.detail());
                    }
                };
        var linger = new AlertLinger();
        add(context, new SecureStart(ssl, tls.get(), contexts.handshakes(), then, linger, refused));
        add(context, ssl);
        add(context, linger);
    }

    private static void serve(
            ChannelHandlerContext context, Lane lane, Lane.Service service, Way way) {
        Facts facts = way.facts;
        Secured secured = way.secured;
        switch (service) {
            case Lane.Service.Http(HttpChain http, _) -> {
                Client client = client(context, facts).counted(way.came);
                if (secured == null) {
                    Client known = client.known(neighbour(context, lane, facts));
                    add(context, http(lane, http, known, facts.sniff()));
                } else {
                    var said = http.settings().clientCertificate().details();
                    Client known = client.secured(secured.facts(), said);
                    add(context, http(lane, http, known, spoken(secured.protocol())));
                }
            }
            case Lane.Service.Tcp(TcpService tcp, _) -> {
                RequestRecord record = record(context, facts, facts.direction());
                record.peer = neighbour(context, lane, facts);
                record.secured(secured == null ? null : secured.facts());
                Address to = address(facts.destination());
                add(context, new TcpForwarder(tcp, record, to));
            }
            case Lane.Service.Refuse(String reason) -> {
                LOG.debug("event=connection_refused reason=\"{}\"", reason);
                context.close();
                return;
            }
        }
        service.opened(context.channel());
    }

    private static Sniff spoken(String protocol) {
        return switch (protocol) {
            case "h2" -> new Sniff.Http2();
            case "http/1.1" -> new Sniff.Http1(false);
            default -> Sniff.OPAQUE;
        };
    }

    private static ChannelHandler http(Lane lane, HttpChain chain, Client client, Sniff sniff) {
        Http2Handlers http2 = lane.http2();
        return switch (chain.settings().codec()) {
            case HTTP1 -> new Http1Server(chain, client);
            case HTTP2 ->
                    http2 == null ? new Http1Server(chain, client) : http2.handler(chain, client);
            case AUTO -> {
                if (http2 == null || sniff instanceof Sniff.Http1) {
                    yield new Http1Server(chain, client);
                }
                yield sniff instanceof Sniff.Http2
                        ? http2.handler(chain, client)
                        : new HttpStart(chain, client, http2);
            }
        };
    }

    private static void add(ChannelHandlerContext context, ChannelHandler handler) {
        context.pipeline().addAfter(context.name(), null, handler);
    }

    /// No chain is for this connection.
    static void refuse(ChannelHandlerContext context, Lane lane, Lane.Entry entry, Facts facts) {
        Connection connection = facts.connection();
        if (facts.fromPeer()) {
            refused(context, lane, connection.destinationPort(), facts.inClear(false), facts);
        }
        LOG.debug(
                "event=no_filter_chain listener={} destination={}:{}",
                entry.listener().name(),
                connection.destination().getHostAddress(),
                connection.destinationPort());
        reset(context.channel());
    }

    /// Closes in the way that clients of Envoy know: what they sent was never read.
    static void reset(Channel channel) {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        channel.close();
    }

    private static Client client(ChannelHandlerContext context, Facts facts) {
        var from = (InetSocketAddress) context.channel().remoteAddress();
        return Client.plain(
                address(from).toString(),
                from.getAddress().getHostAddress(),
                address(facts.destination()).toString(),
                facts.destination(),
                serverName(facts));
    }

    private static RequestRecord record(
            ChannelHandlerContext context, Facts facts, TrafficDirection direction) {
        var record = new RequestRecord();
        record.reporter =
                direction == TrafficDirection.INBOUND ? Reporter.DESTINATION : Reporter.SOURCE;
        record.downstreamRemoteAddress =
                address((InetSocketAddress) context.channel().remoteAddress()).toString();
        record.downstreamDirectAddress = record.downstreamRemoteAddress;
        record.downstreamLocalAddress = address(facts.destination()).toString();
        record.requestedServerName = serverName(facts);
        return record;
    }

    private static @Nullable String serverName(Facts facts) {
        String name = facts.connection().serverName();
        return name.isEmpty() ? null : name;
    }

    private static Address address(InetSocketAddress of) {
        return new Address(of.getAddress().getHostAddress(), of.getPort());
    }
}

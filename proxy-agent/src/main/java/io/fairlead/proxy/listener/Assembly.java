package io.fairlead.proxy.listener;

import io.fairlead.proxy.filterchain.Connection;
import io.fairlead.proxy.filterchain.Sniff;
import io.fairlead.proxy.http.forward.Client;
import io.fairlead.proxy.http.forward.HttpChain;
import io.fairlead.proxy.http.h1.Http1Server;
import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.RequestRecord.Reporter;
import io.fairlead.proxy.model.Address;
import io.fairlead.proxy.model.FilterChain;
import io.fairlead.proxy.model.ServerTransport;
import io.fairlead.proxy.model.TrafficDirection;
import io.fairlead.proxy.tcp.TcpForwarder;
import io.fairlead.proxy.tcp.TcpService;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import java.net.InetSocketAddress;
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
            Sniff sniff) {}

    /// Adds the handler behind the one of `context`.
    static void install(
            ChannelHandlerContext context,
            Lane lane,
            FilterChain chain,
            Lane.Service service,
            Facts facts) {
        if (chain.transport() instanceof ServerTransport.Tls) {
            LOG.debug("event=connection_refused reason=tls_not_supported chain={}", chain.name());
            context.close();
            return;
        }
        switch (service) {
            case Lane.Service.Http(HttpChain http) ->
                    add(context, http(lane, http, client(context, facts), facts.sniff()));
            case Lane.Service.Tcp(TcpService tcp) -> {
                RequestRecord record = record(context, facts, facts.direction());
                Address to = address(facts.destination());
                add(context, new TcpForwarder(tcp, record, to));
            }
            case Lane.Service.Refuse(String reason) -> {
                LOG.debug("event=connection_refused reason=\"{}\" chain={}", reason, chain.name());
                context.close();
            }
        }
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
    static void refuse(ChannelHandlerContext context, Lane.Entry entry, Connection connection) {
        LOG.debug(
                "event=no_filter_chain listener={} destination={}:{}",
                entry.listener().name(),
                connection.destination().getHostAddress(),
                connection.destinationPort());
        context.close();
    }

    private static Client client(ChannelHandlerContext context, Facts facts) {
        var from = (InetSocketAddress) context.channel().remoteAddress();
        return new Client(
                address(from).toString(),
                from.getAddress().getHostAddress(),
                address(facts.destination()).toString(),
                facts.destination(),
                serverName(facts),
                "http");
    }

    private static RequestRecord record(
            ChannelHandlerContext context, Facts facts, TrafficDirection direction) {
        var record = new RequestRecord();
        record.reporter =
                direction == TrafficDirection.INBOUND ? Reporter.DESTINATION : Reporter.SOURCE;
        record.downstreamRemoteAddress =
                address((InetSocketAddress) context.channel().remoteAddress()).toString();
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

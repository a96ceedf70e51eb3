package io.fairlead.proxy.identity.tls;

import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.identity.Secrets;
import io.fairlead.proxy.identity.tls.Handshakes.Side;
import io.fairlead.proxy.meter.Stats;
import io.fairlead.proxy.model.ClientTransport;
import io.fairlead.proxy.model.ServerTransport;
import io.netty.handler.ssl.OpenSsl;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// TLS contexts by what configuration asks for, each made once and made anew when a secret in it changes. A context
/// that is in use stays with its connections; new ones get the new one, so that a renewal is never noticed.
public final class TlsContexts {

    /// Whether BoringSSL does the work; else the JDK.
    static final boolean NATIVE = OpenSsl.isAvailable();

    private final Secrets secrets;
    private final ContextMaker maker;
    private final Handshakes handshakes;
    private final TlsLimits limits;
    private final Map<ServerTransport.Tls, ContextSlot> servers = new ConcurrentHashMap<>();
    private final Map<ClientKey, ContextSlot> clients = new ConcurrentHashMap<>();

    private record ClientKey(ClientTransport.Tls transport, List<String> alpn) {}

    public TlsContexts(Secrets secrets, Clock clock, Handshakes handshakes, TlsLimits limits) {
        this.secrets = secrets;
        this.handshakes = handshakes;
        this.limits = limits;
        this.maker = new ContextMaker(clock, handshakes, limits);
        secrets.onChange(this::renew);
    }

    /// Without secrets: TLS is asked for in vain.
    public static TlsContexts none(Clock clock) {
        TlsLimits limits = TlsLimits.DEFAULT;
        return new TlsContexts(
                Secrets.NONE, clock, new Handshakes(new Stats(), clock, limits), limits);
    }

    /// How long an accepted connection may take to finish its handshake.
    public Duration handshakeMax() {
        return limits.handshake();
    }

    /// For connections that are accepted; empty while a secret in it is missing.
    public Optional<TlsContext> server(ServerTransport.Tls transport) {
        ContextSlot slot = servers.get(transport);
        if (slot == null) {
            slot =
                    servers.computeIfAbsent(
                            transport,
                            key ->
                                    new ContextSlot(
                                            key.settings(),
                                            Side.INBOUND,
                                            (pair, trust, tickets) ->
                                                    maker.server(key, pair, trust, tickets)));
        }
        return slot.current(secrets);
    }

    /// For connections to hosts; empty while a secret in it is missing.
    ///
    /// @param alpn what is offered, instead of what the transport says
    public Optional<TlsContext> client(ClientTransport.Tls transport, List<String> alpn) {
        ContextSlot slot =
                clients.computeIfAbsent(
                        new ClientKey(transport, alpn),
                        key ->
                                new ContextSlot(
                                        key.transport().settings(),
                                        Side.OUTBOUND,
                                        (pair, trust, _) ->
                                                maker.client(
                                                        key.transport(), key.alpn(), pair, trust)));
        return slot.current(secrets);
    }

    /// What became of handshakes.
    public Handshakes handshakes() {
        return handshakes;
    }

    /// Forgets contexts of transports that no configuration asks for any more.
    public void retain(Set<ServerTransport> accepting, Set<ClientTransport> connecting) {
        servers.keySet().removeIf(transport -> !accepting.contains(transport));
        clients.keySet().removeIf(key -> !connecting.contains(key.transport()));
    }

    private void renew() {
        servers.values().forEach(slot -> slot.renew(secrets));
        clients.values().forEach(slot -> slot.renew(secrets));
    }
}

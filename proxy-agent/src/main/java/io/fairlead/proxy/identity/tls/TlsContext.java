package io.fairlead.proxy.identity.tls;

import io.fairlead.proxy.identity.verify.Peer;
import io.fairlead.proxy.identity.verify.Verdict;
import io.fairlead.proxy.meter.TlsFacts;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.lang.ref.Reference;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// A TLS context: one certificate of ours, one set of roots, one set of rules. It never changes; a renewal makes
/// another one, and connections of this one go on. For all event loops.
public final class TlsContext {

    private final SslContext ssl;
    private final PeerTrust trust;
    private final Peering peering;
    private final @Nullable String ownUri;

    /// What is expected of the other side.
    ///
    /// @param required whether it has to show a certificate
    /// @param serverName how it is called in a ClientHello; empty = not at all
    record Peering(boolean required, String serverName) {}

    /// @param ownUri the URI in the certificate of this side
    TlsContext(SslContext ssl, PeerTrust trust, Peering peering, @Nullable String ownUri) {
        this.ssl = ssl;
        this.trust = trust;
        this.peering = peering;
        this.ownUri = ownUri;
    }

    /// A handler for an accepted connection.
    public SslHandler accept(ByteBufAllocator allocator, Duration handshakeMax) {
        try {
            SslHandler handler = ssl.newHandler(allocator);
            handler.setHandshakeTimeoutMillis(handshakeMax.toMillis());
            return handler;
        } finally {
            // The native context is released when nobody holds this object any more.
            Reference.reachabilityFence(this);
        }
    }

    /// A handler for a connection to a host.
    public SslHandler connect(
            ByteBufAllocator allocator, InetSocketAddress to, Duration handshakeMax) {
        try {
            SslHandler handler =
                    ssl.newHandler(allocator, to.getAddress().getHostAddress(), to.getPort());
            if (!peering.serverName().isEmpty()) {
                ServerNames.set(handler.engine(), peering.serverName());
            }
            handler.setHandshakeTimeoutMillis(handshakeMax.toMillis());
            return handler;
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /// Who is on the other side of a finished handshake.
    public Verdict peer(SslHandler handler) {
        if (!trust.judges()) {
            return new Verdict.Anonymous();
        }
        try {
            Certificate[] shown = handler.engine().getSession().getPeerCertificates();
            return trust.judge(Arrays.copyOf(shown, shown.length, X509Certificate[].class));
        } catch (SSLPeerUnverifiedException _) {
            return peering.required() ? trust.judge() : new Verdict.Anonymous();
        }
    }

    /// What there is to say about a connection.
    ///
    /// @param who is on the other side
    public TlsFacts facts(SslHandler handler, Verdict who) {
        SSLSession session = handler.engine().getSession();
        return new TlsFacts(
                session.getProtocol(),
                session.getCipherSuite(),
                ownUri,
                who instanceof Verdict.Accepted(Peer peer) ? facts(peer) : null);
    }

    private static TlsFacts.PeerFacts facts(Peer peer) {
        return new TlsFacts.PeerFacts(
                peer.uris(), peer.dnsNames(), peer.subject(), peer.sha256(), peer.chain());
    }

    /// How many peers it remembers, for tests.
    int remembered() {
        return trust.remembered();
    }
}

package io.fairlead.proxy.identity.tls;

import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.identity.Secret.KeyPair;
import io.fairlead.proxy.identity.Secret.TrustBundle;
import io.fairlead.proxy.identity.tls.Handshakes.Side;
import io.fairlead.proxy.identity.verify.Question;
import io.fairlead.proxy.identity.verify.Question.Role;
import io.fairlead.proxy.model.ClientTransport;
import io.fairlead.proxy.model.ServerTransport;
import io.fairlead.proxy.model.TlsSettings;
import io.fairlead.proxy.model.TlsSettings.TlsVersion;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.ReferenceCounted;
import java.lang.ref.Cleaner;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Makes contexts.
final class ContextMaker {
    private static final int URI = 6;
    private static final String PEER_EXCHANGE = "istio-peer-exchange";

    /// Memory of the native library is given back when nobody holds the context any more; engines hold it too.
    private static final Cleaner CLEANER = Cleaner.create();

    private final Clock clock;
    private final Handshakes handshakes;
    private final TlsLimits limits;

    ContextMaker(Clock clock, Handshakes handshakes, TlsLimits limits) {
        this.clock = clock;
        this.handshakes = handshakes;
        this.limits = limits;
    }

    TlsContext server(
            ServerTransport.Tls transport,
            @Nullable KeyPair pair,
            TrustBundle trust,
            Tickets tickets)
            throws UnusableSecret {
        if (pair == null) {
            throw new UnusableSecret(new IllegalArgumentException("a server needs a certificate"));
        }
        TlsSettings settings = transport.settings();
        PeerTrust peers = peers(Role.CLIENT, settings, trust, Side.INBOUND);
        ClientAuth ask =
                transport.requireClientCertificate()
                        ? ClientAuth.REQUIRE
                        : settings.validation().judges() ? ClientAuth.OPTIONAL : ClientAuth.NONE;
        var builder =
                SslContextBuilder.forServer(pair.key(), pair.chain())
                        .clientAuth(ask)
                        .trustManager(peers);
        SslContext context = build(builder, settings, withoutPeerExchange(settings.alpn()));
        if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
            sessions.setTicketKeys(tickets.keys());
        }
        return wrap(
                context,
                peers,
                new TlsContext.Peering(transport.requireClientCertificate(), ""),
                pair);
    }

    TlsContext client(
            ClientTransport.Tls transport,
            List<String> alpn,
            @Nullable KeyPair pair,
            TrustBundle trust)
            throws UnusableSecret {
        TlsSettings settings = transport.settings();
        String sni = transport.sni();
        PeerTrust peers = peers(Role.SERVER, settings, trust, Side.OUTBOUND);
        var builder =
                SslContextBuilder.forClient()
                        .trustManager(peers)
                        // Names are the verifier's business: a mesh has no host names in its
                        // certificates.
                        .endpointIdentificationAlgorithm(null);
        if (pair != null) {
            builder.keyManager(pair.key(), pair.chain());
        }
        SslContext context = build(builder, settings, alpn);
        if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
            sessions.setSessionCacheEnabled(true);
        }
        return wrap(context, peers, new TlsContext.Peering(true, sni), pair);
    }

    /// Whoever agrees on peer exchange sends a preface at the head of the stream, which nobody here would take off.
    private static List<String> withoutPeerExchange(List<String> alpn) {
        return alpn.stream().filter(name -> !name.equals(PEER_EXCHANGE)).toList();
    }

    private PeerTrust peers(Role role, TlsSettings settings, TrustBundle trust, Side side) {
        return new PeerTrust(
                new Question(role, settings.validation(), trust.roots(), trust.revocations()),
                clock,
                limits.verdicts(),
                () -> handshakes.resumes(side));
    }

    private SslContext build(SslContextBuilder builder, TlsSettings settings, List<String> alpn)
            throws UnusableSecret {
        builder.sslProvider(TlsContexts.NATIVE ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK)
                .protocols(versions(settings))
                .ciphers(CipherSuites.of(settings.ciphers()), SupportedCipherSuiteFilter.INSTANCE)
                .sessionCacheSize(limits.sessions())
                .sessionTimeout(limits.session().toSeconds());
        if (TlsContexts.NATIVE && !settings.groups().isEmpty()) {
            builder.option(OpenSslContextOption.GROUPS, settings.groups().toArray(String[]::new));
        }
        if (!alpn.isEmpty()) {
            builder.applicationProtocolConfig(
                    new ApplicationProtocolConfig(
                            Protocol.ALPN,
                            SelectorFailureBehavior.NO_ADVERTISE,
                            SelectedListenerFailureBehavior.ACCEPT,
                            alpn));
        }
        try {
            return builder.build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new UnusableSecret(e);
        }
    }

    private static List<String> versions(TlsSettings settings) {
        List<String> versions = new ArrayList<>();
        for (TlsVersion version : TlsVersion.values()) {
            if (version.compareTo(settings.minimum()) >= 0
                    && version.compareTo(settings.maximum()) <= 0) {
                versions.add(version.wireName());
            }
        }
        return versions;
    }

    private static TlsContext wrap(
            SslContext context,
            PeerTrust peers,
            TlsContext.Peering peering,
            @Nullable KeyPair pair) {
        var wrapped =
                new TlsContext(context, peers, peering, pair == null ? null : uri(pair.leaf()));
        if (context instanceof ReferenceCounted counted) {
            CLEANER.register(wrapped, counted::release);
        }
        return wrapped;
    }

    private static @Nullable String uri(X509Certificate leaf) {
        try {
            Collection<List<?>> names = leaf.getSubjectAlternativeNames();
            if (names != null) {
                for (List<?> name : names) {
                    if (name.get(0).equals(URI)) {
                        return String.valueOf(name.get(1));
                    }
                }
            }
        } catch (CertificateParsingException _) {
            // It can be shown all the same.
        }
        return null;
    }
}

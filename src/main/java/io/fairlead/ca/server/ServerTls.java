package io.fairlead.ca.server;

import io.fairlead.ca.sign.Authorities;
import io.fairlead.ca.sign.CertificateAuthority;
import io.fairlead.ca.sign.CertificateAuthority.KeyMaterial;
import io.fairlead.clock.Clock;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// TLS of the secured port: a certificate of our own authority, and clients' certificates verified where one is shown.
public final class ServerTls {

    private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);
    private static final Duration LIFETIME = Duration.ofHours(24);

    private final List<String> dnsNames;
    private final CertificateAuthority authority;
    private final Authorities authorities;
    private final Clock clock;
    private final ServerKey key;
    private X509Certificate issuer;

    /// @param dnsNames by which clients know the daemon
    public ServerTls(
            List<String> dnsNames,
            CertificateAuthority authority,
            Authorities authorities,
            Clock clock)
            throws GeneralSecurityException {
        this.dnsNames = List.copyOf(dnsNames);
        this.authority = authority;
        this.authorities = authorities;
        this.clock = clock;
        this.issuer = authorities.current().certificate();
        this.key = new ServerKey(authority.serverCertificate(this.dnsNames, LIFETIME));
    }

    /// For the server; stays the same while its key is exchanged.
    public SslContext context() throws SSLException {
        SslContext context =
                GrpcSslContexts.configure(SslContextBuilder.forServer(key))
                        .trustManager(new ClientTrust(() -> authorities.current().roots()))
                        .clientAuth(ClientAuth.OPTIONAL)
                        .protocols("TLSv1.3", "TLSv1.2")
                        .build();
        // A resumed session would not verify the client's certificate again, and handshakes are
        // rare here.
        if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
            sessions.setSessionCacheEnabled(false);
        }
        return context;
    }

    /// For a server that speaks HTTP: the same key, exchanged as well, and nobody is asked who he is.
    public SSLContext httpContext() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {key}, null, null);
        return context;
    }

    /// For a client of such a server.
    public static SslContext clientContext(KeyMaterial own, List<X509Certificate> roots)
            throws SSLException {
        return GrpcSslContexts.forClient()
                .trustManager(roots.toArray(X509Certificate[]::new))
                .keyManager(own.key().getPrivate(), own.chain().toArray(X509Certificate[]::new))
                .protocols("TLSv1.3", "TLSv1.2")
                .build();
    }

    /// Exchanges the key at half of its certificate's life, or when somebody else signs. Belongs to one thread.
    public void renewIfDue() {
        X509Certificate signer = authorities.current().certificate();
        if (!isDue(key.current(), clock.now()) && signer.equals(issuer)) {
            return;
        }
        try {
            key.exchange(authority.serverCertificate(dnsNames, LIFETIME));
            issuer = signer;
            LOG.atInfo()
                    .setMessage("server certificate renewed")
                    .addKeyValue(
                            "not_after", key.current().chain().getFirst().getNotAfter().toInstant())
                    .log();
        } catch (GeneralSecurityException e) {
            LOG.atError().setMessage("server certificate not renewed").setCause(e).log();
        }
    }

    private static boolean isDue(KeyMaterial material, Instant now) {
        X509Certificate leaf = material.chain().getFirst();
        return isDue(leaf.getNotBefore().toInstant(), leaf.getNotAfter().toInstant(), now);
    }

    /// At half of its life; and when the clock was set back to before its beginning, for nobody would take it.
    static boolean isDue(Instant from, Instant to, Instant now) {
        Instant half = from.plus(Duration.between(from, to).dividedBy(2));
        return now.isBefore(from) || !now.isBefore(half);
    }
}

package io.fairlead.proxy.identity.tls;

import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.identity.verify.Peer;
import io.fairlead.proxy.identity.verify.Question;
import io.fairlead.proxy.identity.verify.Verdict;
import io.fairlead.proxy.identity.verify.Verifier;
import io.netty.handler.ssl.ResumableX509ExtendedTrustManager;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// What a TLS library asks about the other side's certificates. A resumed session is judged like a new one: a
/// certificate that has ended, or isn't asked for any more, doesn't live on in a ticket.
final class PeerTrust extends X509ExtendedTrustManager
        implements ResumableX509ExtendedTrustManager {

    private static final X509Certificate[] NOBODY = {};

    private final Question question;
    private final Clock clock;
    private final VerdictCache cache;
    private final Runnable onResume;

    /// @param onResume called when a session is resumed
    PeerTrust(Question question, Clock clock, int verdictsMax, Runnable onResume) {
        this.question = question;
        this.onResume = onResume;
        this.clock = clock;
        this.cache = new VerdictCache(verdictsMax);
    }

    /// Judges a chain, from memory if it was accepted before.
    Verdict judge(X509Certificate... chain) {
        if (chain.length == 0) {
            return Verifier.judge(List.of(), question, now());
        }
        Instant now = now();
        try {
            ByteBuffer leaf = ByteBuffer.wrap(chain[0].getEncoded());
            Peer known = cache.find(leaf, now);
            if (known != null) {
                return new Verdict.Accepted(known);
            }
            Verdict verdict = Verifier.judge(List.of(chain), question, now);
            if (verdict instanceof Verdict.Accepted(Peer peer)) {
                cache.put(leaf, peer);
            }
            return verdict;
        } catch (CertificateEncodingException _) {
            return Verifier.judge(List.of(chain), question, now);
        }
    }

    /// Whether certificates are looked at at all.
    boolean judges() {
        return question.validation().judges();
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.epochMillis());
    }

    /// How many peers it remembers.
    int remembered() {
        return cache.size();
    }

    private void check(X509Certificate... chain) throws CertificateException {
        if (judges() && judge(chain) instanceof Verdict.Refused(var reason, var text)) {
            throw new RefusedPeer(reason, text).thrown();
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void resumeClientTrusted(X509Certificate[] chain, SSLEngine engine)
            throws CertificateException {
        onResume.run();
        check(chain);
    }

    @Override
    public void resumeServerTrusted(X509Certificate[] chain, SSLEngine engine)
            throws CertificateException {
        onResume.run();
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        check(chain);
    }

    /// None by name: clients know which certificate is theirs.
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return NOBODY.clone();
    }
}

package io.fairlead.ca.server;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Verifies clients' certificates against the roots of now.
final class ClientTrust extends X509ExtendedTrustManager {

    private static final int CHAIN_MAX = 6;

    private record Verifier(List<X509Certificate> roots, X509TrustManager manager) {}

    private final Supplier<List<X509Certificate>> roots;
    private volatile @Nullable Verifier verifier;

    ClientTrust(Supplier<List<X509Certificate>> roots) {
        this.roots = roots;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        if (chain.length > CHAIN_MAX) {
            throw new CertificateException(
                    "a chain of %d certificates; at most %d".formatted(chain.length, CHAIN_MAX));
        }
        manager().checkClientTrusted(chain, authType);
    }

    private X509TrustManager manager() throws CertificateException {
        List<X509Certificate> now = roots.get();
        Verifier known = verifier;
        if (known == null || !known.roots().equals(now)) {
            known = new Verifier(now, managerFor(now));
            verifier = known;
        }
        return known.manager();
    }

    private static X509TrustManager managerFor(List<X509Certificate> roots)
            throws CertificateException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (X509Certificate root : roots) {
                store.setCertificateEntry("root-" + store.size(), root);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return Arrays.stream(factory.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .map(X509TrustManager.class::cast)
                    .findFirst()
                    .orElseThrow();
        } catch (GeneralSecurityException | IOException e) {
            throw new CertificateException("the roots can't be used", e);
        }
    }

    @Override
    public void checkClientTrusted(
            X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(
            X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        throw new CertificateException("this is a server");
    }

    @Override
    public void checkServerTrusted(
            X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(
            X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    /// None are named to clients: the list would be that of the start, and clients with certificates of newer roots
    /// would not show theirs.
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}

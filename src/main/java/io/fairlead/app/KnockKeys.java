package io.fairlead.app;

import io.fairlead.ca.sign.CertificateAuthority.KeyMaterial;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// TLS for looking at ports from outside.
final class KnockKeys {
    private KnockKeys() {}

    /// @param own what is shown; null shows nothing
    /// @param roots who is believed; none believes everybody, for those who are to be refused anyway
    static SSLContext of(@Nullable KeyMaterial own, List<X509Certificate> roots)
            throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                own == null ? new KeyManager[0] : new KeyManager[] {new Shown(own)},
                new TrustManager[] {new Believed(roots)},
                null);
        return context;
    }

    /// Shows its certificate whomever the server believes: whether it is refused is the question.
    private static final class Shown extends X509ExtendedKeyManager {
        private static final String ALIAS = "own";
        private final KeyMaterial own;

        Shown(KeyMaterial own) {
            this.own = own;
        }

        @Override
        public String[] getClientAliases(String type, Principal @Nullable [] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseClientAlias(
                String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return ALIAS;
        }

        @Override
        public String chooseEngineClientAlias(
                String[] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return ALIAS;
        }

        @Override
        public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseServerAlias(
                String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return own.chain().toArray(X509Certificate[]::new);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return own.key().getPrivate();
        }
    }

    /// Verifies a chain up to the roots; whose it is, is asked afterwards.
    private static final class Believed extends X509ExtendedTrustManager {
        private final Set<TrustAnchor> roots;

        Believed(List<X509Certificate> roots) {
            this.roots =
                    roots.stream()
                            .map(root -> new TrustAnchor(root, null))
                            .collect(Collectors.toUnmodifiableSet());
        }

        private void verify(X509Certificate[] chain) throws CertificateException {
            if (roots.isEmpty()) {
                return;
            }
            try {
                List<X509Certificate> path =
                        List.of(chain).stream().filter(one -> !isRoot(one)).toList();
                PKIXParameters parameters = new PKIXParameters(roots);
                parameters.setRevocationEnabled(false);
                CertPathValidator.getInstance("PKIX")
                        .validate(
                                CertificateFactory.getInstance("X.509").generateCertPath(path),
                                parameters);
            } catch (GeneralSecurityException e) {
                throw new CertificateException("not of this mesh", e);
            }
        }

        private boolean isRoot(X509Certificate one) {
            return roots.stream().anyMatch(root -> one.equals(root.getTrustedCert()));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            verify(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            verify(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            verify(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            throw new CertificateException("this is no server");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            throw new CertificateException("this is no server");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("this is no server");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

package io.fairlead.proxy.identity.sds;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.fairlead.proxy.identity.Secret;
import io.fairlead.proxy.identity.Secrets;
import io.fairlead.proxy.identity.pem.Pem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/// A secret as Envoy reads it. The version follows from the certificates, so that the same ones are never sent twice
/// and nothing of a key shows.
record ShownSecret(String name, String version, Any resource) {

    /// What a name stands for now; empty while there is nothing.
    static Optional<ShownSecret> of(String name, Secrets secrets) {
        Optional<ShownSecret> pair = secrets.keyPair(name).map(found -> of(name, found));
        return pair.isPresent() ? pair : secrets.trust(name).map(found -> of(name, found));
    }

    private static ShownSecret of(String name, Secret.KeyPair pair) {
        String chain = Pem.write(pair.chain());
        return of(
                name,
                chain,
                named(name)
                        .setTlsCertificate(
                                TlsCertificate.newBuilder()
                                        .setCertificateChain(inline(chain))
                                        .setPrivateKey(inline(Pem.write(pair.key()))))
                        .build());
    }

    private static ShownSecret of(String name, Secret.TrustBundle trust) {
        String roots = Pem.write(trust.roots());
        return of(
                name,
                roots,
                named(name)
                        .setValidationContext(
                                CertificateValidationContext.newBuilder()
                                        .setTrustedCa(inline(roots)))
                        .build());
    }

    private static ShownSecret of(
            String name,
            String certificates,
            io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret secret) {
        return new ShownSecret(name, version(certificates), Any.pack(secret));
    }

    private static io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret.Builder named(
            String name) {
        return io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret.newBuilder()
                .setName(name);
    }

    private static DataSource inline(String text) {
        return DataSource.newBuilder().setInlineBytes(ByteString.copyFromUtf8(text)).build();
    }

    private static String version(String certificates) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(certificates.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// Without its content, which may be a key.
    @Override
    public String toString() {
        return name + "@" + version;
    }
}

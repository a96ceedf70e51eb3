package io.fairlead.ca.server;

import io.fairlead.ca.sign.CertificateAuthority.KeyMaterial;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// The server's key in handshakes, exchanged while connections come in.
///
/// A handshake asks for the certificates and for the key one after the other; the alias between them says of which
/// generation, so that a handshake during an exchange gets what belongs together.
final class ServerKey extends X509ExtendedKeyManager {

    private record Generation(String alias, KeyMaterial material) {}

    private final Map<String, KeyMaterial> generations = new ConcurrentHashMap<>();
    private volatile Generation current;
    private String previous = "";

    ServerKey(KeyMaterial first) {
        this.current = new Generation("1", first);
        generations.put("1", first);
    }

    KeyMaterial current() {
        return current.material();
    }

    /// New handshakes use it; those under way end with what they began with. Belongs to one thread.
    void exchange(KeyMaterial next) {
        String alias = Integer.toString(Integer.parseInt(current.alias()) + 1);
        generations.put(alias, next);
        generations.remove(previous);
        previous = current.alias();
        current = new Generation(alias, next);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return chooseServerAlias(keyType, issuers, null);
    }

    @Override
    public @Nullable String chooseServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        // "EC", and BoringSSL's "EC_EC", "EC_RSA".
        return keyType.startsWith("EC") ? current.alias() : null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        KeyMaterial material = generations.get(alias);
        return material == null ? null : material.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        KeyMaterial material = generations.get(alias);
        return material == null ? null : material.key().getPrivate();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[] {current.alias()};
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}

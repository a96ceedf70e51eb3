package io.fairlead.translate.tls;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.fairlead.model.config.Secret;
import io.fairlead.translate.input.ProxyClass;
import io.fairlead.translate.input.Reader;
import io.fairlead.translate.input.ResourceType;
import io.fairlead.translate.input.Translated;
import io.fairlead.translate.input.UnitInput;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The Secrets that a service account may read, as resources: `kubernetes://NAME` to show, `kubernetes://NAME-cacert`
/// to believe.
///
/// @param readable all of them may be read
/// @param roots of these, only whom to believe: that is no secret
public record Credentials(List<Secret> readable, List<Secret> roots) implements UnitInput {
    private static final String ROOTS = "-cacert";

    public Credentials {
        readable = List.copyOf(readable);
        roots = List.copyOf(roots);
    }

    /// What the account of a proxy may read: with a role that lists Secrets all of its own namespace, else those for
    /// everybody, which hold roots only and are called so.
    public static Credentials collect(ProxyClass.Account account, Reader reader) {
        List<Secret> own = reader.secrets(account.namespace());
        return reader.mayReadSecrets(account)
                ? new Credentials(own, List.of())
                : new Credentials(
                        List.of(),
                        own.stream()
                                .filter(secret -> !secret.hasPair())
                                .filter(secret -> secret.name().endsWith(ROOTS))
                                .toList());
    }

    @Override
    public List<Translated> translate() {
        SortedMap<String, Translated> found = new TreeMap<>();
        for (Secret secret : readable) {
            if (secret.hasPair()) {
                put(found, pair(secret));
            }
            believe(secret, found);
        }
        roots.forEach(secret -> believe(secret, found));
        return new ArrayList<>(found.values());
    }

    /// A Secret of its own for roots counts more than those beside a pair.
    private static void believe(Secret secret, SortedMap<String, Translated> into) {
        if (secret.roots().isEmpty()) {
            return;
        }
        if (secret.name().endsWith(ROOTS)) {
            put(into, roots(secret, SecretNames.secret(secret.name())));
        } else {
            String name = SecretNames.secret(secret.name() + ROOTS);
            into.putIfAbsent(name, translated(name, roots(secret, name)));
        }
    }

    private static void put(
            SortedMap<String, Translated> into,
            io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret message) {
        into.put(message.getName(), translated(message.getName(), message));
    }

    private static Translated translated(
            String name, io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret message) {
        return new Translated(ResourceType.SECRET, name, message);
    }

    private static io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret pair(
            Secret secret) {
        return io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret.newBuilder()
                .setName(SecretNames.secret(secret.name()))
                .setTlsCertificate(
                        TlsCertificate.newBuilder()
                                .setCertificateChain(inline(secret.chain()))
                                .setPrivateKey(inline(secret.privateKey())))
                .build();
    }

    private static io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret roots(
            Secret secret, String name) {
        CertificateValidationContext.Builder context =
                CertificateValidationContext.newBuilder().setTrustedCa(inline(secret.roots()));
        if (!secret.revocations().isEmpty()) {
            context.setCrl(inline(secret.revocations()));
        }
        return io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret.newBuilder()
                .setName(name)
                .setValidationContext(context)
                .build();
    }

    private static DataSource inline(String pem) {
        return DataSource.newBuilder().setInlineBytes(ByteString.copyFromUtf8(pem)).build();
    }
}

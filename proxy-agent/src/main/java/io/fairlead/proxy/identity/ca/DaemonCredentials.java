package io.fairlead.proxy.identity.ca;

import io.fairlead.proxy.grpc.CallMetadata;
import io.fairlead.proxy.grpc.Security;
import io.fairlead.proxy.identity.Secret;
import io.fairlead.proxy.identity.pem.Pem;
import io.fairlead.proxy.identity.pem.Unreadable;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// How this pod and the daemon believe each other. The daemon shows a certificate that leads to the roots in a file;
/// this side shows the token that its kubelet keeps fresh in another. Both files are read for each connection.
///
/// The workload's own certificate is shown only where there is no token: a token is enough, and a certificate whose
/// root the daemon doesn't know any more would keep this pod from ever getting the next.
public final class DaemonCredentials implements Security.ContextSource, CallMetadata {

    private static final int TOKEN_BYTES_MAX = 64 * 1024;

    private final Paths files;
    private final String clusterId;
    private final Supplier<Optional<Secret.KeyPair>> own;

    /// Where the files are.
    ///
    /// @param roots of the daemon's certificate
    public record Paths(Path token, Path roots) {}

    /// @param clusterId of the cluster that issued the token
    /// @param own the workload's certificate while it is valid
    public DaemonCredentials(
            Paths files, String clusterId, Supplier<Optional<Secret.KeyPair>> own) {
        this.files = files;
        this.clusterId = clusterId;
        this.own = own;
    }

    @Override
    public Map<String, String> read() throws IOException {
        if (useCertificate()) {
            return Map.of("clusterid", clusterId);
        }
        return Map.of("authorization", "Bearer " + token(), "clusterid", clusterId);
    }

    @Override
    public SslContext context() throws IOException {
        SslContextBuilder builder =
                SslContextBuilder.forClient()
                        .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                        .protocols("TLSv1.2", "TLSv1.3")
                        .trustManager(roots().toArray(X509Certificate[]::new))
                        .endpointIdentificationAlgorithm("HTTPS")
                        .applicationProtocolConfig(
                                new ApplicationProtocolConfig(
                                        ApplicationProtocolConfig.Protocol.ALPN,
                                        ApplicationProtocolConfig.SelectorFailureBehavior
                                                .NO_ADVERTISE,
                                        ApplicationProtocolConfig.SelectedListenerFailureBehavior
                                                .ACCEPT,
                                        ApplicationProtocolNames.HTTP_2));
        Optional<Secret.KeyPair> pair = useCertificate() ? own.get() : Optional.empty();
        if (pair.isPresent()) {
            X509Certificate[] chain = pair.get().chain().toArray(X509Certificate[]::new);
            builder.keyManager(pair.get().key(), chain);
        }
        return builder.build();
    }

    private boolean useCertificate() {
        return !Files.exists(files.token()) && own.get().isPresent();
    }

    private String token() throws IOException {
        String text = text("token", files.token(), TOKEN_BYTES_MAX).strip();
        if (text.isEmpty() || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IOException("token file %s holds no token".formatted(files.token()));
        }
        return text;
    }

    private List<X509Certificate> roots() throws IOException {
        try {
            return Pem.certificates(text("root", files.roots(), Pem.LENGTH_MAX));
        } catch (Unreadable e) {
            throw new IOException("root file %s: %s".formatted(files.roots(), e.getMessage()), e);
        }
    }

    private static String text(String what, Path file, int bytesMax) throws IOException {
        try {
            if (Files.size(file) > bytesMax) {
                throw new IOException(
                        "%s file %s has more than %d bytes".formatted(what, file, bytesMax));
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "%s file %s is missing. Fix: mount it into the pod".formatted(what, file), e);
        }
    }
}

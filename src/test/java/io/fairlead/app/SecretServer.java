package io.fairlead.app;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.secret.v3.SecretDiscoveryServiceGrpc;
import io.fairlead.testing.Pki;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Hands out secrets as an agent does: `default`, `ROOTCA`, and roots from files.
final class SecretServer implements AutoCloseable {
    private static final String ROOTS_OF_FILE = "file-root:";

    private final Pki.Held workload;
    private final Pki.Ca root;
    private final Server server;

    SecretServer(Pki.Held workload, Pki.Ca root) throws IOException {
        this.workload = workload;
        this.root = root;
        this.server =
                Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                        .addService(new Service())
                        .build()
                        .start();
    }

    int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private Secret secret(String name) {
        Secret.Builder secret = Secret.newBuilder().setName(name);
        if (name.equals("default")) {
            secret.getTlsCertificateBuilder()
                    .setCertificateChain(inline(workload.chainPem()))
                    .setPrivateKey(inline(workload.keyPem()));
        } else {
            secret.getValidationContextBuilder().setTrustedCa(inline(roots(name)));
        }
        return secret.build();
    }

    private String roots(String name) {
        if (!name.startsWith(ROOTS_OF_FILE)) {
            return root.pem();
        }
        try {
            return Files.readString(Path.of(name.substring(ROOTS_OF_FILE.length())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DataSource inline(String pem) {
        return DataSource.newBuilder().setInlineString(pem).build();
    }

    /// Answers the first request of each stream; the others acknowledge.
    private final class Service extends SecretDiscoveryServiceGrpc.SecretDiscoveryServiceImplBase {
        @Override
        public StreamObserver<DiscoveryRequest> streamSecrets(
                StreamObserver<DiscoveryResponse> answers) {
            return new StreamObserver<>() {
                @Override
                public void onNext(DiscoveryRequest request) {
                    if (request.getResponseNonce().isEmpty()) {
                        DiscoveryResponse.Builder answer =
                                DiscoveryResponse.newBuilder()
                                        .setTypeUrl(request.getTypeUrl())
                                        .setVersionInfo("1")
                                        .setNonce("1");
                        request.getResourceNamesList()
                                .forEach(name -> answer.addResources(Any.pack(secret(name))));
                        answers.onNext(answer.build());
                    }
                }

                @Override
                public void onError(Throwable broken) {}

                @Override
                public void onCompleted() {
                    answers.onCompleted();
                }
            };
        }
    }
}

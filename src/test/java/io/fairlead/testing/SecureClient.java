package io.fairlead.testing;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A client of the secured port, written from the contract: TLS to `istiod.istio-system.svc`, a token or a certificate,
/// and the CSR API with messages made by hand.
public final class SecureClient implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 20;

    private final ManagedChannel channel;
    private final Channel called;

    /// What a client shows.
    ///
    /// @param key of its certificate; null when it has none yet
    /// @param token null to show none
    public record Credentials(@Nullable KeyPair key, List<String> chain, @Nullable String token) {

        public static Credentials token(String token) {
            return new Credentials(null, List.of(), token);
        }

        public static Credentials certificate(KeyPair key, List<String> chain) {
            return new Credentials(key, chain, null);
        }
    }

    public SecureClient(int port, String rootPem, Credentials shown) throws IOException {
        SslContextBuilder tls =
                GrpcSslContexts.forClient()
                        .trustManager(certificates(rootPem).toArray(X509Certificate[]::new));
        KeyPair key = shown.key();
        if (key != null) {
            List<X509Certificate> chain = new ArrayList<>();
            for (String pem : shown.chain().subList(0, shown.chain().size() - 1)) {
                chain.addAll(certificates(pem));
            }
            tls.keyManager(key.getPrivate(), chain.toArray(X509Certificate[]::new));
        }
        this.channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port)
                        .overrideAuthority("istiod.istio-system.svc")
                        .sslContext(tls.build())
                        .build();
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("clusterid", Metadata.ASCII_STRING_MARSHALLER), "Kubernetes");
        if (shown.token() != null) {
            headers.put(
                    Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                    "Bearer " + shown.token());
        }
        this.called =
                ClientInterceptors.intercept(
                        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    /// For stubs of other services.
    public Channel channel() {
        return called;
    }

    /// Asks for a certificate; returns the chain of the answer.
    public List<String> create(String csr, long validitySeconds) {
        return create(csr, validitySeconds, Struct.getDefaultInstance());
    }

    public List<String> impersonate(String csr, String identity) {
        Value value = Value.newBuilder().setStringValue(identity).build();
        return create(
                csr, 3600, Struct.newBuilder().putFields("ImpersonatedIdentity", value).build());
    }

    private List<String> create(String csr, long validitySeconds, Struct metadata) {
        try {
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(request);
            out.writeString(1, csr);
            out.writeInt64(3, validitySeconds);
            out.writeMessage(4, metadata);
            out.flush();
            return chain(send(request.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sends any bytes as a request.
    public byte[] send(byte[] request) {
        return ClientCalls.blockingUnaryCall(
                called,
                CREATE,
                CallOptions.DEFAULT.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS),
                request);
    }

    private static List<String> chain(byte[] response) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(response);
        List<String> chain = new ArrayList<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag != (1 << 3 | 2)) {
                throw new IOException("unexpected field, tag " + tag);
            }
            chain.add(in.readString());
        }
        return chain;
    }

    public static List<X509Certificate> certificates(String pem) {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(
                            new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final MethodDescriptor.Marshaller<byte[]> BYTES =
            new MethodDescriptor.Marshaller<>() {
                @Override
                public InputStream stream(byte[] value) {
                    return new ByteArrayInputStream(value);
                }

                @Override
                public byte[] parse(InputStream stream) {
                    try {
                        return stream.readAllBytes();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            };

    private static final MethodDescriptor<byte[], byte[]> CREATE =
            MethodDescriptor.<byte[], byte[]>newBuilder()
                    .setType(MethodDescriptor.MethodType.UNARY)
                    .setFullMethodName("istio.v1.auth.IstioCertificateService/CreateCertificate")
                    .setRequestMarshaller(BYTES)
                    .setResponseMarshaller(BYTES)
                    .build();

    @Override
    public void close() {
        channel.shutdownNow();
    }
}

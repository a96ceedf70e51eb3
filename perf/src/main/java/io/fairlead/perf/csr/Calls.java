package io.fairlead.perf.csr;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.netty.handler.ssl.SslContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/// Istio's CSR API over TLS, as a workload calls it.
///
/// @param port on loopback
record Calls(int port, SslContext tls) {
    private static final int PATIENCE_SECONDS = 30;
    private static final long VALIDITY_SECONDS = 86_400;
    private static final int CSR = 1;
    private static final int VALIDITY = 3;
    private static final int CHAIN_TAG = 1 << 3 | 2;

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

    /// Believes one root.
    static Calls to(int port, String root) throws IOException {
        InputStream pem = new ByteArrayInputStream(root.getBytes(StandardCharsets.US_ASCII));
        return new Calls(port, GrpcSslContexts.forClient().trustManager(pem).build());
    }

    ManagedChannel connect() {
        return NettyChannelBuilder.forAddress("127.0.0.1", port)
                .overrideAuthority("istiod.istio-system.svc")
                .sslContext(tls)
                .build();
    }

    /// The request's bytes.
    static byte[] request(String csr) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            out.writeString(CSR, csr);
            out.writeInt64(VALIDITY, VALIDITY_SECONDS);
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Asks and waits; the leaf, as PEM.
    ///
    /// @throws io.grpc.StatusRuntimeException when there is none
    static String create(ManagedChannel channel, byte[] request, String token) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("clusterid", Metadata.ASCII_STRING_MARSHALLER), "Kubernetes");
        headers.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                "Bearer " + token);
        byte[] answer =
                ClientCalls.blockingUnaryCall(
                        ClientInterceptors.intercept(
                                channel, MetadataUtils.newAttachHeadersInterceptor(headers)),
                        CREATE,
                        CallOptions.DEFAULT.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS),
                        request);
        try {
            CodedInputStream in = CodedInputStream.newInstance(answer);
            return in.readTag() == CHAIN_TAG ? in.readString() : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

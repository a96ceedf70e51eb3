package io.fairlead.proxy.identity.ca;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import io.fairlead.proxy.identity.TestCa;
import io.fairlead.proxy.identity.TestCa.Leaf;
import io.fairlead.proxy.identity.csr.KeyKind;
import io.fairlead.proxy.identity.pem.Pem;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiConsumer;
import org.bouncycastle.asn1.x509.GeneralName;

/// A CA behind TLS, made with grpc-java, so that another implementation of the protocol judges ours.
public final class CaServer implements AutoCloseable {
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

    /// What came: the fields of the message, and the call's metadata.
    public record Asked(String csr, long seconds, Metadata metadata) {
        public String header(String name) {
            return String.valueOf(
                    metadata.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER)));
        }
    }

    public final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
    private final BlockingQueue<Metadata> metadata = new LinkedBlockingQueue<>();
    private final Server server;
    private volatile BiConsumer<Asked, StreamObserver<byte[]>> answer;

    /// @param root signs the server's own certificate, which is for `istiod.istio-system.svc`
    public CaServer(TestCa root, BiConsumer<Asked, StreamObserver<byte[]>> answer)
            throws IOException {
        this.answer = answer;
        KeyPair key = KeyKind.standard().generate();
        Leaf leaf =
                Leaf.of("spiffe://cluster.local/ns/istio-system/sa/istiod", Instant.now())
                        .named(new GeneralName(GeneralName.dNSName, "istiod.istio-system.svc"));
        X509Certificate certificate = root.issue(key.getPublic(), leaf);
        this.server =
                NettyServerBuilder.forAddress(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .sslContext(
                                GrpcSslContexts.configure(
                                                SslContextBuilder.forServer(
                                                        key.getPrivate(), certificate))
                                        .build())
                        .addService(ServerInterceptors.intercept(service(), new Listening()))
                        .build()
                        .start();
    }

    public int port() {
        return server.getPort();
    }

    /// From now on it answers so.
    public void answer(BiConsumer<Asked, StreamObserver<byte[]>> other) {
        answer = other;
    }

    /// Answers with these parts.
    public static BiConsumer<Asked, StreamObserver<byte[]>> parts(List<String> parts) {
        return (_, out) -> {
            out.onNext(response(parts));
            out.onCompleted();
        };
    }

    /// Signs for this identity whatever key it is asked for.
    public static BiConsumer<Asked, StreamObserver<byte[]>> signing(TestCa root, Leaf leaf) {
        return (asked, out) -> {
            X509Certificate signed = root.issue(TestCa.keyOf(asked.csr()), leaf);
            parts(List.of(Pem.write(List.of(signed)), root.pem())).accept(asked, out);
        };
    }

    private static byte[] response(List<String> parts) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            for (String part : parts) {
                out.writeString(1, part);
            }
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ServerServiceDefinition service() {
        MethodDescriptor<byte[], byte[]> method =
                MethodDescriptor.<byte[], byte[]>newBuilder()
                        .setType(MethodDescriptor.MethodType.UNARY)
                        .setFullMethodName(
                                "istio.v1.auth.IstioCertificateService/CreateCertificate")
                        .setRequestMarshaller(BYTES)
                        .setResponseMarshaller(BYTES)
                        .build();
        return ServerServiceDefinition.builder("istio.v1.auth.IstioCertificateService")
                .addMethod(method, ServerCalls.asyncUnaryCall(this::called))
                .build();
    }

    private void called(byte[] request, StreamObserver<byte[]> out) {
        try {
            String csr = "";
            long seconds = 0;
            CodedInputStream in = CodedInputStream.newInstance(request);
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                switch (tag >>> 3) {
                    case 1 -> csr = in.readString();
                    case 3 -> seconds = in.readInt64();
                    default -> in.skipField(tag);
                }
            }
            Asked now = new Asked(csr, seconds, metadata.remove());
            asked.add(now);
            answer.accept(now, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Listening implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            metadata.add(headers);
            return next.startCall(call, headers);
        }
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}

package io.fairlead.ca.server;

import com.google.protobuf.Struct;
import io.fairlead.ca.server.CsrMessages.Request;
import io.fairlead.ca.sign.CertificateAuthority;
import io.fairlead.ca.sign.CertificateAuthority.Answer;
import io.fairlead.ca.sign.CertificateAuthority.Order;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Semaphore;

/// Istio's CSR API: `istio.v1.auth.IstioCertificateService/CreateCertificate`.
public final class CertificateService implements BindableService {

    private static final String SERVICE = "istio.v1.auth.IstioCertificateService";
    private static final int REQUEST_BYTES_MAX = 32 * 1024;
    private static final String IMPERSONATED = "ImpersonatedIdentity";

    private static final MethodDescriptor<byte[], byte[]> CREATE =
            MethodDescriptor.<byte[], byte[]>newBuilder()
                    .setType(MethodType.UNARY)
                    .setFullMethodName(
                            MethodDescriptor.generateFullMethodName(SERVICE, "CreateCertificate"))
                    .setRequestMarshaller(new RawBytes(REQUEST_BYTES_MAX))
                    .setResponseMarshaller(new RawBytes(Integer.MAX_VALUE - 1))
                    .build();

    /// More requests at once are told to come again: signing costs time, and a queue that grows helps nobody.
    private static final int REQUESTS_MAX = 256;

    private final CertificateAuthority authority;
    private final Semaphore places;

    public CertificateService(CertificateAuthority authority) {
        this(authority, REQUESTS_MAX);
    }

    /// @param requestsMax served at once
    CertificateService(CertificateAuthority authority, int requestsMax) {
        this.authority = authority;
        this.places = new Semaphore(requestsMax);
    }

    @Override
    public ServerServiceDefinition bindService() {
        return ServerServiceDefinition.builder(SERVICE)
                .addMethod(CREATE, ServerCalls.asyncUnaryCall(this::create))
                .build();
    }

    void create(byte[] message, StreamObserver<byte[]> out) {
        if (!places.tryAcquire()) {
            refuse(out, Status.RESOURCE_EXHAUSTED, "too many requests at once; come again");
            return;
        }
        try {
            serve(message, out);
        } finally {
            places.release();
        }
    }

    private void serve(byte[] message, StreamObserver<byte[]> out) {
        if (message.length > REQUEST_BYTES_MAX) {
            refuse(out, Status.INVALID_ARGUMENT, "the request is longer than 32 KiB");
            return;
        }
        try {
            answer(CsrMessages.request(message), out);
        } catch (IOException _) {
            refuse(out, Status.INVALID_ARGUMENT, "the request is no IstioCertificateRequest");
        }
    }

    private void answer(Request request, StreamObserver<byte[]> out) {
        if (asksForAnother(request.metadata())) {
            refuse(
                    out,
                    Status.PERMISSION_DENIED,
                    "nobody gets a certificate for somebody else here (ImpersonatedIdentity)");
            return;
        }
        Admitted admitted =
                Authentication.admitted()
                        .orElseThrow(() -> new IllegalStateException("served without its door"));
        Order order =
                new Order(
                        request.csr(),
                        request.validitySeconds(),
                        admitted.caller(),
                        admitted.address());
        switch (authority.issue(order)) {
            case Answer.Issued(List<String> chain) -> {
                out.onNext(CsrMessages.response(chain));
                out.onCompleted();
            }
            case Answer.Refused(var reason, String text) ->
                    refuse(
                            out,
                            switch (reason) {
                                case MALFORMED, KEY -> Status.INVALID_ARGUMENT;
                                // Clients come again, and an operator may have mended it by then.
                                case ISSUER -> Status.UNAVAILABLE;
                            },
                            text);
            case Answer.Failed _ ->
                    refuse(out, Status.INTERNAL, "the certificate could not be signed");
        }
    }

    private static boolean asksForAnother(Struct metadata) {
        return metadata.containsFields(IMPERSONATED)
                && !metadata.getFieldsOrThrow(IMPERSONATED).getStringValue().isEmpty();
    }

    private static void refuse(StreamObserver<?> out, Status status, String text) {
        out.onError(status.withDescription(text).asRuntimeException());
    }
}

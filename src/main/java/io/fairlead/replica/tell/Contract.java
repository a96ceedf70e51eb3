package io.fairlead.replica.tell;

import io.fairlead.replica.peer.Bytes;
import io.grpc.MethodDescriptor;

/// The method `Tell` of docs/replica.proto.
final class Contract {
    static final String SERVICE = "fairlead.replica.v1.Replicas";

    static final MethodDescriptor<byte[], byte[]> TELL =
            MethodDescriptor.<byte[], byte[]>newBuilder()
                    .setType(MethodDescriptor.MethodType.CLIENT_STREAMING)
                    .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "Tell"))
                    .setRequestMarshaller(new Bytes())
                    .setResponseMarshaller(new Bytes())
                    .build();

    private Contract() {}
}

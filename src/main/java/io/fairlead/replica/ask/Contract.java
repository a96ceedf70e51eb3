package io.fairlead.replica.ask;

import io.fairlead.replica.peer.Bytes;
import io.grpc.MethodDescriptor;

/// The method `Ask` of docs/replica.proto.
final class Contract {
    static final String SERVICE = "fairlead.replica.v1.Pages";

    static final MethodDescriptor<byte[], byte[]> ASK =
            MethodDescriptor.<byte[], byte[]>newBuilder()
                    .setType(MethodDescriptor.MethodType.UNARY)
                    .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "Ask"))
                    .setRequestMarshaller(new Bytes())
                    .setResponseMarshaller(new Bytes())
                    .build();

    private Contract() {}
}

package io.fairlead.replica.relay;

import io.fairlead.replica.peer.Bytes;
import io.grpc.MethodDescriptor;

/// The method `Relay` of docs/replica.proto.
final class Contract {
    static final String SERVICE = "fairlead.replica.v1.Relays";

    static final MethodDescriptor<byte[], byte[]> RELAY =
            MethodDescriptor.<byte[], byte[]>newBuilder()
                    .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                    .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "Relay"))
                    .setRequestMarshaller(new Bytes())
                    .setResponseMarshaller(new Bytes())
                    .build();

    private Contract() {}
}

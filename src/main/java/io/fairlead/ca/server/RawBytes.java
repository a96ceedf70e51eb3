package io.fairlead.ca.server;

import io.grpc.MethodDescriptor.Marshaller;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// Takes a message as it is, so that what is malformed is judged where the caller can be told; reads no further than
/// one byte above the limit.
///
/// @param bytesMax the longest message of interest
record RawBytes(int bytesMax) implements Marshaller<byte[]> {

    @Override
    public InputStream stream(byte[] value) {
        return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
        try {
            return stream.readNBytes(bytesMax + 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.fairlead.proxy.grpc;

import com.google.protobuf.ByteString;

/// What happens on a stream; all of it on its event loop.
public interface StreamEvents {
    /// It can be written to.
    void onOpen();

    /// A message arrived.
    void onMessage(ByteString message);

    /// It ended; nothing comes after that.
    void onClosed(Closed closed);
}

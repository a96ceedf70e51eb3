package io.fairlead.proxy.grpc;

import java.io.IOException;
import java.util.Map;

/// Metadata of a call. Read anew for each connection, since tokens change; on a thread that may wait.
@FunctionalInterface
public interface CallMetadata {

    /// No metadata.
    CallMetadata NONE = Map::of;

    /// Names in lower case, and their values.
    ///
    /// @throws IOException when a file with a part of it can't be read
    Map<String, String> read() throws IOException;
}

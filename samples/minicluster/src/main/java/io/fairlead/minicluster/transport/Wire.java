package io.fairlead.minicluster.transport;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Bytes in both directions. One thread reads, one at a time writes, any may close.
public interface Wire {

    /// The next bytes, at least one; null at the end.
    byte @Nullable [] read() throws IOException;

    /// Returns when all of them are handed over.
    void write(byte[] bytes) throws IOException;

    /// Ends both directions at once; a thread that reads hears the end, or an error.
    void close();
}

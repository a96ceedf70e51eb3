package io.fairlead.proxy.trace.export;

import io.fairlead.proxy.trace.span.FinishedSpan;
import java.util.List;

/// A collector of spans at an address.
interface Collector extends AutoCloseable {

    /// Sends a batch and waits, for a limited time.
    ///
    /// @return whether it was taken
    boolean send(List<FinishedSpan> spans);

    /// Gives up the connection.
    @Override
    void close();
}

package io.fairlead.minicluster.transport;

import java.io.IOException;

/// What is spoken on a connection after it has left HTTP.
@FunctionalInterface
public interface Protocol {

    /// Speaks until the end; the connection is closed after it. Also sends the answer that lets the connection leave.
    void speak(Wire wire) throws IOException, InterruptedException;
}

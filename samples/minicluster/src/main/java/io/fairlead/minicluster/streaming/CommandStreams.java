package io.fairlead.minicluster.streaming;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/// What a command and its client say to each other. One thread reads; any may write.
interface CommandStreams {

    /// Where a command's output goes.
    enum Output {
        STDOUT,
        STDERR
    }

    /// Hears the client.
    interface Heard {

        void stdin(byte[] bytes);

        void stdinEnd();

        void resize(int columns, int rows);
    }

    /// Reads until the client is gone.
    ///
    /// @throws IOException where it is gone, or doesn't keep to the protocol
    void read(Heard heard) throws IOException;

    void write(Output output, byte[] bytes) throws IOException;

    /// Asks the client whether it is there; fails where it isn't.
    void ping() throws IOException;

    /// Says how the command ended, and that nothing more comes.
    void end(ObjectNode status) throws IOException;
}

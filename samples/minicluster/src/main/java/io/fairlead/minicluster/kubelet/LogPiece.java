package io.fairlead.minicluster.kubelet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// An open piece of a {@link ContainerLog}; it stays readable when it gets another name.
///
/// @param number counts up with each rotation
record LogPiece(FileChannel log, FileChannel entries, int number) implements AutoCloseable {

    static LogPiece open(Path log, Path entries, int number) throws IOException {
        FileChannel text = FileChannel.open(log, StandardOpenOption.READ);
        try {
            return new LogPiece(text, FileChannel.open(entries, StandardOpenOption.READ), number);
        } catch (IOException missing) {
            text.close();
            throw missing;
        }
    }

    /// Where lines of one run begin that were printed at one moment.
    ///
    /// @param nanos since 1970
    record Entry(long offset, long nanos, int run) {}

    long size() throws IOException {
        return log.size();
    }

    int count() throws IOException {
        return (int) (entries.size() / ContainerLog.ENTRY_BYTES);
    }

    Entry entry(int index) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(ContainerLog.ENTRY_BYTES);
        entries.read(bytes, (long) index * ContainerLog.ENTRY_BYTES);
        bytes.flip();
        return new Entry(bytes.getLong(), bytes.getLong(), bytes.getInt());
    }

    @Override
    public void close() throws IOException {
        log.close();
        entries.close();
    }
}

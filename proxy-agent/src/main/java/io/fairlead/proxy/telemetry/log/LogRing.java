package io.fairlead.proxy.telemetry.log;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;

/// Lines on their way from one event loop to the writer: a ring of bytes with one producer and one consumer, so both
/// sides only publish a position and never lock.
final class LogRing {

    private final byte[] bytes;
    // Positions only grow; the place in the ring is the position modulo its size.
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();

    LogRing(int bytesMax) {
        bytes = new byte[bytesMax];
    }

    /// Producer: takes the whole line or drops it.
    boolean offer(byte[] line, int length) {
        long at = written.getPlain();
        if (length > bytes.length - (at - taken.getAcquire())) {
            dropped.setRelease(dropped.getPlain() + 1);
            return false;
        }
        int from = (int) (at % bytes.length);
        int first = Math.min(length, bytes.length - from);
        System.arraycopy(line, 0, bytes, from, first);
        System.arraycopy(line, first, bytes, 0, length - first);
        written.setRelease(at + length);
        return true;
    }

    /// Consumer: writes all whole lines that are here. Those of a write that fails stay.
    void drainTo(OutputStream out) throws IOException {
        long at = taken.getPlain();
        long end = written.getAcquire();
        int from = (int) (at % bytes.length);
        int length = (int) (end - at);
        int first = Math.min(length, bytes.length - from);
        out.write(bytes, from, first);
        if (length > first) {
            out.write(bytes, 0, length - first);
        }
        taken.setRelease(end);
    }

    /// Consumer: lets go of all lines that are here; says how many there were.
    long discard() {
        long end = written.getAcquire();
        long lines = 0;
        for (long at = taken.getPlain(); at < end; at++) {
            lines += bytes[(int) (at % bytes.length)] == '\n' ? 1 : 0;
        }
        taken.setRelease(end);
        return lines;
    }

    /// Producer: whether so much waits that the writer should not sleep on.
    boolean isFilling() {
        return written.getPlain() - taken.getAcquire() >= bytes.length / 4;
    }

    boolean isEmpty() {
        return written.getAcquire() == taken.getAcquire();
    }

    /// Lines that found no room.
    long dropped() {
        return dropped.getAcquire();
    }
}

package io.fairlead.minicluster.api.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.model.ApiError;
import io.fairlead.minicluster.api.store.Change;
import io.fairlead.minicluster.api.store.Watch;
import io.fairlead.minicluster.api.verb.Reading.WatchStart;
import io.fairlead.minicluster.clock.Ticks;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Writes a watch to its reader until the time is over, the reader is gone, or it was too slow.
public final class WatchStream {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Supplier<WatchStart> start;
    private final WatchEvents events;
    private final Manner manner;
    private final LongSupplier revision;
    private final Ticks ticks;

    /// How a watch is asked for.
    ///
    /// @param initialEnd say with a bookmark when all that was present has been sent
    record Manner(boolean bookmarks, boolean initialEnd, Duration patience, Duration quiet) {}

    WatchStream(
            Supplier<WatchStart> start,
            WatchEvents events,
            Manner manner,
            LongSupplier revision,
            Ticks ticks) {
        this.start = start;
        this.events = events;
        this.manner = manner;
        this.revision = revision;
        this.ticks = ticks;
    }

    /// Whoever watches.
    interface Reader {

        /// Takes an event; it may wait in a buffer until [#flush].
        void event(byte[] json) throws IOException;

        /// Hears that nothing happens, which shows whether it is still there.
        void silence() throws IOException;

        void flush() throws IOException;
    }

    void writeTo(OutputStream out) throws IOException, InterruptedException {
        writeTo(new Lines(out));
    }

    void writeTo(Reader out) throws IOException, InterruptedException {
        long begin = ticks.nanoTime();
        WatchStart started;
        try {
            started = start.get();
        } catch (ApiError refused) {
            write(out, WatchEvents.event("ERROR", refused.status()));
            out.flush();
            return;
        }
        try (Watch watch = started.watch()) {
            for (ObjectNode object : started.present()) {
                writeAny(out, events.present(object).stream().toList());
            }
            if (manner.initialEnd()) {
                write(out, events.bookmark(started.revision(), true));
            }
            out.silence();
            out.flush();
            while (!watch.ended()) {
                Duration left = manner.patience().minusNanos(ticks.nanoTime() - begin);
                if (left.isNegative() || left.isZero()) {
                    break;
                }
                step(watch, out, left);
            }
        }
    }

    private void step(Watch watch, Reader out, Duration left)
            throws IOException, InterruptedException {
        Duration wait = left.compareTo(manner.quiet()) < 0 ? left : manner.quiet();
        List<Change> changes = watch.next(wait);
        for (Change change : changes) {
            writeAny(out, events.of(change).stream().toList());
        }
        if (changes.isEmpty()) {
            // All changes up to now are in the queue, so an empty queue means that all of them were
            // sent.
            long now = revision.getAsLong();
            List<Change> late = watch.next(Duration.ZERO);
            for (Change change : late) {
                writeAny(out, events.of(change).stream().toList());
            }
            if (manner.bookmarks() && late.isEmpty()) {
                write(out, events.bookmark(now, false));
            } else {
                out.silence();
            }
        }
        out.flush();
    }

    private static void writeAny(Reader out, List<ObjectNode> events) throws IOException {
        for (ObjectNode event : events) {
            write(out, event);
        }
    }

    private static void write(Reader out, ObjectNode event) throws IOException {
        out.event(JSON.writeValueAsBytes(event));
    }

    /// Over HTTP: a line for each event.
    private record Lines(OutputStream out) implements Reader {

        @Override
        public void event(byte[] json) throws IOException {
            out.write(json);
            out.write('\n');
        }

        /// A space, over which readers pass; fabric8 stumbles over an empty line. The head of an answer goes out with
        /// its first byte, and readers wait for it.
        @Override
        public void silence() throws IOException {
            out.write(' ');
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }
}

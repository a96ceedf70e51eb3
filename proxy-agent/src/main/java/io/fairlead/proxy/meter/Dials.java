package io.fairlead.proxy.meter;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// Connections in clear text that this workload opened, so that whoever was called by them can be told why. All event
/// loops add; one thread reports. What does not fit is not told.
public final class Dials {
    /// Connections between two reports.
    public static final int DIALS_MAX = 256;

    private final BlockingQueue<Dial> fresh = new ArrayBlockingQueue<>(DIALS_MAX);

    /// One connection.
    ///
    /// @param from its own `address:port`
    /// @param to `address:port` that it was opened to
    /// @param host that the first request named; empty for opaque bytes
    public record Dial(String from, String to, long epochMillis, String cluster, String host) {}

    void opened(Dial dial) {
        boolean _ = fresh.offer(dial);
    }

    /// For the reporting thread: those since the last call.
    public List<Dial> take() {
        List<Dial> taken = new ArrayList<>();
        fresh.drainTo(taken);
        return taken;
    }
}

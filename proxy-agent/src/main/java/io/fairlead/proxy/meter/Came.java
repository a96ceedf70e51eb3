package io.fairlead.proxy.meter;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// What came from one source to one port in one way. All loops add; one thread reports.
public final class Came {
    private static final int PATH_MAX = 64;
    private static final int AGENT_MAX = 48;

    /// Ports of connections in clear text that are told between two reports: enough to ask their callers why.
    private static final int FROM_MAX = 16;

    private static final char FIRST_PRINTABLE = ' ';
    private static final char LAST_PRINTABLE = '~';

    private final LongAdder connections = new LongAdder();
    private final LongAdder requests = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final AtomicInteger live = new AtomicInteger();
    private final BlockingQueue<Integer> from = new ArrayBlockingQueue<>(FROM_MAX);
    private volatile String detail;
    private volatile boolean told;
    private volatile boolean leaving;

    /// Of the reporting thread.
    private Numbers acknowledged = Numbers.NONE;

    private int quietLooks;

    /// @param requests on connections, also on those opened before
    public record Numbers(long connections, long requests, long refused) {
        /// Nothing.
        public static final Numbers NONE = new Numbers(0, 0, 0);

        private Numbers minus(Numbers other) {
            return new Numbers(
                    connections - other.connections,
                    requests - other.requests,
                    refused - other.refused);
        }

        private Numbers plus(Numbers other) {
            return new Numbers(
                    connections + other.connections,
                    requests + other.requests,
                    refused + other.refused);
        }
    }

    /// @param detail what tells it from others
    /// @param told whether its first request has nothing to add
    Came(String detail, boolean told) {
        this.detail = printable(detail, PATH_MAX);
        this.told = told;
    }

    void opened() {
        connections.increment();
        live.incrementAndGet();
    }

    void turnedAway() {
        connections.increment();
        refused.increment();
    }

    /// The last connection was opened from this port. Of all that come between two reports some are told.
    public void from(int port) {
        boolean _ = from.offer(port);
    }

    /// For the reporting thread: ports of connections since the last call.
    public List<Integer> takePorts() {
        List<Integer> taken = new ArrayList<>();
        from.drainTo(taken);
        return taken;
    }

    /// A connection is closed.
    public void gone() {
        live.decrementAndGet();
    }

    /// A request came on a connection. The first one of all says what it wanted; no query, which may be secret.
    public void asked(@Nullable String method, @Nullable String path, @Nullable String userAgent) {
        requests.increment();
        if (!told) {
            told = true;
            String asked = path == null ? "" : path.split("\\?", 2)[0];
            String agent = userAgent == null ? "" : " by " + printable(userAgent, AGENT_MAX);
            detail = printable(method + " " + asked, PATH_MAX) + agent;
        }
    }

    static String printable(String text, int max) {
        StringBuilder kept = new StringBuilder();
        for (int i = 0; i < Math.min(max, text.length()); i++) {
            char c = text.charAt(i);
            kept.append(c >= FIRST_PRINTABLE && c <= LAST_PRINTABLE ? c : '?');
        }
        return kept.toString();
    }

    public String detail() {
        return detail;
    }

    /// Whether its connections have to end after their next answer.
    void leave(boolean now) {
        leaving = now;
    }

    /// True while its connections have to end after their next answer.
    public boolean isLeaving() {
        return leaving;
    }

    /// Connections that are open now.
    public int live() {
        return live.get();
    }

    /// For the reporting thread: what the daemon doesn't have yet.
    public Numbers unreported() {
        return new Numbers(connections.sum(), requests.sum(), refused.sum()).minus(acknowledged);
    }

    /// For the reporting thread: the daemon has this.
    public void acknowledged(Numbers numbers) {
        acknowledged = acknowledged.plus(numbers);
    }

    /// For the reporting thread: true when nothing came for so many of its looks, and all is reported.
    boolean isIdle(int looks) {
        boolean quiet = live.get() == 0 && unreported().equals(Numbers.NONE);
        quietLooks = quiet ? quietLooks + 1 : 0;
        return quietLooks > looks;
    }
}

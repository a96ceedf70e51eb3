package io.fairlead.replica.relay;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// What the leader has not acknowledged yet, in order and in bounded memory. Belongs to one owner at a time.
final class Pending {
    private final int bytesMax;
    private final Deque<Up.Numbered> sent = new ArrayDeque<>();
    private final Deque<Up.Numbered> waiting = new ArrayDeque<>();
    private long bytes;

    Pending(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /// False when it has no room.
    boolean add(Up.Numbered next) {
        if (bytes + next.bytes() > bytesMax) {
            return false;
        }
        bytes += next.bytes();
        waiting.add(next);
        return true;
    }

    /// What is to be sent next; null when all is under way.
    Up.@Nullable Numbered next() {
        Up.Numbered next = waiting.poll();
        if (next != null) {
            sent.add(next);
        }
        return next;
    }

    /// How many of them were reports.
    int acknowledged(long number) {
        int reports = 0;
        while (!sent.isEmpty() && sent.element().number() <= number) {
            Up.Numbered done = sent.remove();
            bytes -= done.bytes();
            reports += done instanceof Up.Report ? 1 : 0;
        }
        return reports;
    }

    /// On another stream all of it is sent again.
    void again() {
        while (!sent.isEmpty()) {
            waiting.addFirst(sent.removeLast());
        }
    }

    /// How many reports were given up.
    int clear() {
        again();
        int reports = (int) waiting.stream().filter(Up.Report.class::isInstance).count();
        waiting.clear();
        bytes = 0;
        return reports;
    }
}

package io.fairlead.minicluster.check;

import io.fairlead.minicluster.check.Fleet.Answer;
import io.fairlead.minicluster.check.Fleet.Seen;
import io.fairlead.minicluster.check.Fleet.Watch;
import io.fairlead.minicluster.clock.Ticks;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/// A loop of requests beside the rows. Each failure is told with its answer, the row that was asked meanwhile and what
/// the sidecars logged of it: the fleet is gone when its report is read.
final class Loop implements Watch {

    private static final int FAILURES_TOLD = 5;
    private static final int BODY_TOLD = 300;

    /// A stock Envoy writes its log every ten seconds; later, a log may have been cut.
    private static final Duration LOGGED_AFTER = Duration.ofSeconds(12);

    private final Asked of;
    private final Thread thread;
    private final List<String> told = new ArrayList<>();
    private final Deque<Failure> untold = new ArrayDeque<>();
    private final String name;
    private int asked;

    /// What a loop asks, and whom it asks about it.
    ///
    /// @param request asks with this `x-request-id`
    /// @param row id of the row that is asked now
    /// @param logged lines of the access logs about a request, by its id
    record Asked(
            Function<String, Answer> request,
            Supplier<String> row,
            Function<String, List<String>> logged) {}

    private record Failure(String id, String what, long nanos) {}

    private Loop(Asked of, Duration gap, Ticks ticks) {
        this.of = of;
        this.name = "%08x".formatted((int) ticks.nanoTime());
        this.thread = Thread.ofVirtual().unstarted(() -> run(gap, ticks));
    }

    /// Starts a loop.
    static Loop start(Asked of, Duration gap, Ticks ticks) {
        Loop loop = new Loop(of, gap, ticks);
        loop.thread.start();
        return loop;
    }

    @Override
    public Seen stop() throws InterruptedException {
        thread.interrupt();
        thread.join();
        while (!untold.isEmpty()) {
            tell(untold.remove());
        }
        String which = String.join(", ", told.subList(0, Math.min(told.size(), FAILURES_TOLD)));
        return new Seen(asked, told.size(), told.isEmpty() ? "" : ": " + which);
    }

    private void tell(Failure failure) {
        List<String> lines = told.size() < FAILURES_TOLD ? of.logged.apply(failure.id) : List.of();
        told.add(
                failure.what
                        + (lines.isEmpty()
                                ? " (no sidecar logged it)"
                                : " (logged: " + String.join(" | ", lines) + ")"));
    }

    private void run(Duration gap, Ticks ticks) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                String id = "%s-0000-4000-8000-%012x".formatted(name, asked);
                Answer answer = of.request.apply(id);
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                asked++;
                if (answer.status() != 200) {
                    untold.add(new Failure(id, said(answer, of.row.get()), ticks.nanoTime()));
                }
                if (!untold.isEmpty()
                        && ticks.nanoTime() - untold.peek().nanos > LOGGED_AFTER.toNanos()) {
                    tell(untold.remove());
                }
                ticks.pause(gap);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private String said(Answer answer, String row) {
        String body = answer.body().strip();
        return "number %d in row %s: %d %s"
                .formatted(
                        asked,
                        row,
                        answer.status(),
                        body.length() > BODY_TOLD ? body.substring(0, BODY_TOLD) + "…" : body);
    }
}

package io.fairlead.minicluster.check;

import io.fairlead.minicluster.check.Fleet.Answer;
import io.fairlead.minicluster.check.Fleet.Seen;
import io.fairlead.minicluster.check.Fleet.Watch;
import io.fairlead.minicluster.clock.Ticks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// A loop of requests beside the rows. Each failure is kept with its answer and the row that was asked meanwhile: the
/// fleet is gone when its report is read.
final class Loop implements Watch {

    private static final int FAILURES_TOLD = 5;
    private static final int BODY_TOLD = 120;

    private final Thread thread;
    private final List<String> failures = new ArrayList<>();
    private int asked;

    private Loop(Supplier<Answer> request, Duration gap, Ticks ticks, Supplier<String> row) {
        thread = Thread.ofVirtual().unstarted(() -> run(request, gap, ticks, row));
    }

    /// Starts a loop.
    ///
    /// @param row id of the row that is asked now
    static Loop start(Supplier<Answer> request, Duration gap, Ticks ticks, Supplier<String> row) {
        Loop loop = new Loop(request, gap, ticks, row);
        loop.thread.start();
        return loop;
    }

    @Override
    public Seen stop() throws InterruptedException {
        thread.interrupt();
        thread.join();
        String which =
                String.join(", ", failures.subList(0, Math.min(FAILURES_TOLD, failures.size())));
        return new Seen(asked, failures.size(), failures.isEmpty() ? "" : ": " + which);
    }

    private void run(Supplier<Answer> request, Duration gap, Ticks ticks, Supplier<String> row) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Answer answer = request.get();
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                asked++;
                if (answer.status() != 200) {
                    failures.add(told(answer, row.get()));
                }
                ticks.pause(gap);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private String told(Answer answer, String row) {
        String body = answer.body().strip();
        return "number %d in row %s: %d %s"
                .formatted(
                        asked,
                        row,
                        answer.status(),
                        body.length() > BODY_TOLD ? body.substring(0, BODY_TOLD) + "…" : body);
    }
}

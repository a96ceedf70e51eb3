package io.fairlead.telemetry.aggregate;

import io.fairlead.telemetry.aggregate.TrafficReport.Pod;
import java.util.LinkedHashMap;
import java.util.Map;

/// Which reports of each sidecar came: so that none counts twice, and a missing one is noticed. Reports of one run may
/// come in another order than they were made in, for they may have taken different ways.
final class Ledger {
    private static final int RUNS_MAX = 4;

    private final int reportersMax;
    private final long idleSeconds;

    /// In the order in which they were heard of last.
    private final Map<Pod, Reporter> reporters = new LinkedHashMap<>(16, 0.75f, true);

    private static final class Reporter {
        /// By epoch, in the order in which they were heard of first.
        final Map<Long, Run> runs = new LinkedHashMap<>();

        long atSeconds;
    }

    /// What to do with a report.
    sealed interface Verdict {
        /// @param missing reports that should have come before it; -1 when it is one that was missing until now
        record Count(long missing) implements Verdict {}

        /// It has been counted before, or may have been: it is very old.
        record Repeated() implements Verdict {}
    }

    Ledger(Limits limits) {
        this.reportersMax = limits.reportersMax();
        this.idleSeconds = limits.reporterIdle().toSeconds();
    }

    Verdict judge(TrafficReport report, long nowSeconds) {
        Reporter reporter = reporters.computeIfAbsent(report.pod(), _ -> new Reporter());
        reporter.atSeconds = nowSeconds;
        forget(nowSeconds);
        Run run = reporter.runs.get(report.epoch());
        if (run != null) {
            return run.judge(report.sequence());
        }
        if (reporter.runs.size() == RUNS_MAX) {
            reporter.runs.remove(reporter.runs.keySet().iterator().next());
        }
        reporter.runs.put(report.epoch(), new Run(report.sequence()));
        return new Verdict.Count(0);
    }

    private void forget(long nowSeconds) {
        var oldest = reporters.values().iterator();
        while (oldest.hasNext()) {
            Reporter one = oldest.next();
            if (reporters.size() <= reportersMax && nowSeconds - one.atSeconds < idleSeconds) {
                return;
            }
            oldest.remove();
        }
    }

    /// The numbers of one run of a sidecar. It may have reported elsewhere before its first report here: nothing below
    /// that one is missing.
    private static final class Run {
        private final long first;
        private long top;

        /// Bit i: number `top - i` came.
        private long came = 1;

        Run(long first) {
            this.first = first;
            this.top = first;
        }

        Verdict judge(long sequence) {
            if (sequence > top) {
                long step = sequence - top;
                came = step >= Long.SIZE ? 1 : came << step | 1;
                top = sequence;
                return new Verdict.Count(step - 1);
            }
            long below = top - sequence;
            if (below >= Long.SIZE || (came >>> below & 1) == 1) {
                return new Verdict.Repeated();
            }
            came |= 1L << below;
            return new Verdict.Count(sequence > first ? -1 : 0);
        }
    }
}

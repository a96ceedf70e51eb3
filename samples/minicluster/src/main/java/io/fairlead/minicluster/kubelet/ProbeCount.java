package io.fairlead.minicluster.kubelet;

import io.fairlead.minicluster.schema.Probe;

/// Answers in a row, and what they mean.
///
/// @param inARow how many equal answers came last
record ProbeCount(boolean ready, boolean last, int inARow) {

    static final ProbeCount NONE = new ProbeCount(false, false, 0);

    ProbeCount next(boolean answer, Probe.Timing timing) {
        int count = answer == last ? Math.min(inARow + 1, 1_000) : 1;
        int needed = answer ? timing.successThreshold() : timing.failureThreshold();
        return new ProbeCount(count >= needed ? answer : ready, answer, count);
    }
}

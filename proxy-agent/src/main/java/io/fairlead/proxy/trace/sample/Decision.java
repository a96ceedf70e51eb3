package io.fairlead.proxy.trace.sample;

import io.fairlead.proxy.model.Tracing.Sampling;
import org.jspecify.annotations.Nullable;

/// Whether a request is traced, as long as its trace's headers say nothing else.
///
/// @param id the request's id, with the reason in it
public record Decision(TraceReason reason, @Nullable String id) {

    /// What the client wishes.
    ///
    /// @param client it wants its own request traced, by `x-client-trace-id`
    /// @param forced a neighbour wants it, by `x-envoy-force-trace`
    public record Wishes(boolean client, boolean forced) {}

    public boolean traced() {
        return reason != TraceReason.NOT_TRACED;
    }

    /// Decides. An id that is no UUID, or none, means no.
    ///
    /// @param random any number
    public static Decision of(@Nullable String id, Sampling sampling, Wishes wishes, long random) {
        if (!sampling.byRequestId()) {
            TraceReason reason = byWishes(sampling, wishes, random, random);
            return new Decision(reason, id);
        }
        if (id == null || !TraceReason.fits(id)) {
            return new Decision(TraceReason.NOT_TRACED, id);
        }
        long number = Long.parseLong(id, 0, 8, 16);
        TraceReason reason = TraceReason.of(id);
        if (reason == TraceReason.NOT_TRACED) {
            reason = byWishes(sampling, wishes, random, number);
        }
        if (reason != TraceReason.NOT_TRACED && !within(number, sampling.overall())) {
            reason = TraceReason.NOT_TRACED;
        }
        return new Decision(reason, sampling.packReason() ? reason.in(id) : id);
    }

    private static TraceReason byWishes(
            Sampling sampling, Wishes wishes, long random, long number) {
        if (wishes.client() && within(random, sampling.client())) {
            return TraceReason.CLIENT;
        }
        if (wishes.forced()) {
            return TraceReason.FORCED;
        }
        return within(number, sampling.random()) ? TraceReason.SAMPLED : TraceReason.NOT_TRACED;
    }

    private static boolean within(long number, int share) {
        return Long.remainderUnsigned(number, Sampling.ALL) < share;
    }
}

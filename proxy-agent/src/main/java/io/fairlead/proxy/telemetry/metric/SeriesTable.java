package io.fairlead.proxy.telemetry.metric;

import io.fairlead.proxy.meter.RequestRecord;
import java.util.function.BiConsumer;

/// The series of one event loop whose labels are Istio's own. The loop finds a series by hash without making a key.
final class SeriesTable implements ChainMeter.Which {

    private final LabelText labelText;
    private final LoopSeries all;
    private final Slots<Series> slots;

    SeriesTable(LabelText labelText, LoopSeries all, int seriesMax) {
        this.labelText = labelText;
        this.all = all;
        this.slots = new Slots<>(seriesMax);
    }

    @Override
    public <T> void each(RequestRecord request, T with, BiConsumer<Series, T> to) {
        to.accept(of(request), with);
    }

    /// The series of this request's labels; the overflow series when there is no more room.
    private Series of(RequestRecord request) {
        Series found = slots.find(request);
        if (found != null && !found.isGone()) {
            return found;
        }
        if (found != null || (slots.isFull() && all.forgetsIdle())) {
            slots.retain(series -> !series.isGone());
        }
        int families = Family.of(request.requestProtocol);
        if (slots.isFull()) {
            return all.overflow(families, labelText.overflow(request.requestProtocol));
        }
        Series added = all.of(families, labelText.of(request), request.requestProtocol);
        if (!added.overflow) {
            slots.put(new RequestKey(request), added);
        }
        return added;
    }
}

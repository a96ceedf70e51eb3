package io.fairlead.proxy.http.forward;

import io.fairlead.proxy.http.codec.Head;
import io.fairlead.proxy.http.rewrite.RequestIds;
import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.model.HttpConnection;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What is settled about a request before a route is looked for: whether it is taken, its path, its id, its trace.
final class Intake {

    private Intake() {}

    /// Why a request is not taken; null when it is.
    static @Nullable LocalReply refusal(Exchange exchange, Head head) {
        HttpConnection settings = exchange.chain().settings();
        RequestHead request = exchange.request();
        RequestRecord record = exchange.record();
        LocalReply refusal = Admission.refusal(head, settings, exchange.wantsUpgrade());
        if (refusal != null) {
            return refusal;
        }
        String target = PathNormalizer.normalize(request.pathAndQuery(), settings.path());
        if (target == null) {
            return LocalReply.BAD_PATH;
        }
        if (!target.equals(request.pathAndQuery())) {
            request.target(target);
            record.path = target;
        }
        boolean external = exchange.origin().isEdge();
        if (RequestIds.isToBeSet(settings.requestId(), record.requestId != null, external)) {
            RandomGenerator random = exchange.worker().worker().random();
            long high = random.nextLong();
            record.requestId = RequestIds.text(high, random.nextLong());
            record.requestIdChanged = true;
        }
        exchange.chain().tracer().begin(record, request, external);
        return null;
    }
}

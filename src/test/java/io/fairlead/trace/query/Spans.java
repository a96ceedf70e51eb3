package io.fairlead.trace.query;

import io.fairlead.trace.span.Reference;
import io.fairlead.trace.span.Reporter;
import io.fairlead.trace.span.Span;
import io.fairlead.trace.span.Tag;
import io.fairlead.trace.span.TraceId;
import java.util.List;

/// Spans in few words.
public final class Spans {

    private Spans() {}

    /// Who and what: `service kind [operation]`, for example `cart client`; the machine is named like the service.
    public static Span span(long trace, long id, long parent, String who, long... startAndLength) {
        String[] words = who.split(" ", 3);
        TraceId traceId = new TraceId(0, trace);
        return new Span(
                traceId,
                id,
                parent == 0 ? List.of() : List.of(new Reference(traceId, parent, true)),
                words.length > 2 ? words[2] : "GET /" + words[0],
                1,
                startAndLength[0],
                startAndLength[1],
                List.of(Tag.of("span.kind", words[1])),
                List.of(),
                new Reporter(words[0], List.of(Tag.of("ip", words[0]))),
                List.of());
    }
}

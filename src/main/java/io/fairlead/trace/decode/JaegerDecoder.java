package io.fairlead.trace.decode;

import static io.fairlead.trace.decode.Wire.BYTES;
import static io.fairlead.trace.decode.Wire.FIXED64;
import static io.fairlead.trace.decode.Wire.VARINT;
import static io.fairlead.trace.decode.Wire.tag;

import io.fairlead.trace.decode.Cuts.What;
import io.fairlead.trace.span.Log;
import io.fairlead.trace.span.Reference;
import io.fairlead.trace.span.Reporter;
import io.fairlead.trace.span.Span;
import io.fairlead.trace.span.Tag;
import io.fairlead.trace.span.TraceId;
import io.fairlead.trace.span.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A request of Jaeger's `jaeger.api_v2.CollectorService/PostSpans`.
final class JaegerDecoder {

    private static final Reporter NOBODY = new Reporter("unknown", List.of());

    private final Bounds bounds;
    private final List<Draft> drafts = new ArrayList<>();
    private Reporter process = NOBODY;

    JaegerDecoder(Bounds bounds) {
        this.bounds = bounds;
    }

    Decoded decode(byte[] request) throws Malformed {
        Wire in = new Wire(request, bounds);
        try {
            in.fields(tag -> tag == tag(1, BYTES) && in.message(field -> batch(in, field)));
        } catch (IOException e) {
            throw new Malformed("no PostSpansRequest: " + e.getMessage());
        }
        List<Span> spans = new ArrayList<>();
        drafts.forEach(draft -> draft.finish(process).ifPresent(spans::add));
        return new Decoded(spans, bounds.cuts().counts());
    }

    private boolean batch(Wire in, int tag) throws IOException {
        if (tag == tag(1, BYTES)) {
            Draft draft = new Draft(bounds);
            in.message(field -> span(in, field, draft));
            bounds.add(drafts, draft, bounds.limits().spansMax(), What.SPANS);
            return true;
        }
        if (tag == tag(2, BYTES)) {
            process = process(in);
            return true;
        }
        return false;
    }

    private boolean span(Wire in, int tag, Draft draft) throws IOException {
        switch (tag) {
            case 1 << 3 | BYTES -> draft.trace = trace(in);
            case 2 << 3 | BYTES -> draft.id = in.id()[1];
            case 3 << 3 | BYTES -> draft.operation = in.name();
            case 4 << 3 | BYTES -> draft.reference(reference(in));
            case 5 << 3 | VARINT -> draft.flags = (int) in.number();
            case 6 << 3 | BYTES -> draft.startMicros = in.micros();
            case 7 << 3 | BYTES -> draft.durationMicros = Math.max(0, in.micros());
            case 8 << 3 | BYTES -> draft.tag(keyValue(in));
            case 9 << 3 | BYTES -> draft.log(log(in));
            case 10 << 3 | BYTES -> draft.process = process(in);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static TraceId trace(Wire in) throws IOException {
        long[] halves = in.id();
        return new TraceId(halves[0], halves[1]);
    }

    private static Reference reference(Wire in) throws IOException {
        TraceId[] trace = {new TraceId(0, 0)};
        long[] found = new long[2];
        in.message(tag -> {
            switch (tag) {
                case 1 << 3 | BYTES -> trace[0] = trace(in);
                case 2 << 3 | BYTES -> found[0] = in.id()[1];
                case 3 << 3 | VARINT -> found[1] = in.number();
                default -> {
                    return false;
                }
            }
            return true;
        });
        return new Reference(trace[0], found[0], found[1] == 0);
    }

    private Reporter process(Wire in) throws IOException {
        String[] service = {NOBODY.service()};
        List<Tag> tags = new ArrayList<>();
        in.message(tag -> {
            if (tag == tag(1, BYTES)) {
                service[0] = in.name();
            } else if (tag == tag(2, BYTES)) {
                bounds.add(tags, keyValue(in), bounds.limits().tagsMax(), What.TAGS);
            } else {
                return false;
            }
            return true;
        });
        return new Reporter(service[0], tags);
    }

    private Log log(Wire in) throws IOException {
        long[] at = new long[1];
        List<Tag> fields = new ArrayList<>();
        in.message(tag -> {
            if (tag == tag(1, BYTES)) {
                at[0] = in.micros();
            } else if (tag == tag(2, BYTES)) {
                bounds.add(fields, keyValue(in), bounds.limits().tagsMax(), What.TAGS);
            } else {
                return false;
            }
            return true;
        });
        return new Log(at[0], fields);
    }

    /// A key with a type and a field for each type, of which those that say nothing are left out.
    private static Tag keyValue(Wire in) throws IOException {
        String[] texts = {"", "", ""};
        long[] numbers = new long[3];
        double[] real = new double[1];
        in.message(tag -> {
            switch (tag) {
                case 1 << 3 | BYTES -> texts[0] = in.name();
                case 2 << 3 | VARINT -> numbers[0] = in.number();
                case 3 << 3 | BYTES -> texts[1] = in.value();
                case 4 << 3 | VARINT -> numbers[1] = in.number();
                case 5 << 3 | VARINT -> numbers[2] = in.number();
                case 6 << 3 | FIXED64 -> real[0] = in.real();
                case 7 << 3 | BYTES -> texts[2] = in.binary();
                default -> {
                    return false;
                }
            }
            return true;
        });
        Value value =
                switch ((int) numbers[0]) {
                    case 1 -> new Value.Flag(numbers[1] != 0);
                    case 2 -> new Value.Whole(numbers[2]);
                    case 3 -> new Value.Real(real[0]);
                    case 4 -> new Value.Binary(texts[2]);
                    default -> new Value.Text(texts[1]);
                };
        return new Tag(texts[0], value);
    }
}

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

/// A request of OpenTelemetry's `TraceService/Export`, over gRPC or HTTP.
final class OtlpDecoder {

    private final Bounds bounds;
    private final List<Span> spans = new ArrayList<>();

    OtlpDecoder(Bounds bounds) {
        this.bounds = bounds;
    }

    Decoded decode(byte[] request) throws Malformed {
        Wire in = new Wire(request, bounds);
        try {
            in.fields(tag -> {
                if (tag != tag(1, BYTES)) {
                    return false;
                }
                resourceSpans(in);
                return true;
            });
        } catch (IOException e) {
            throw new Malformed("no ExportTraceServiceRequest: " + e.getMessage());
        }
        return new Decoded(spans, bounds.cuts().counts());
    }

    private void resourceSpans(Wire in) throws IOException {
        List<Tag> resource = new ArrayList<>();
        List<Draft> drafts = new ArrayList<>();
        in.message(tag ->
                switch (tag) {
                    case 1 << 3 | BYTES -> in.message(field -> attribute(in, field, 1, resource));
                    case 2 << 3 | BYTES -> scopeSpans(in, drafts);
                    default -> false;
                });
        Reporter process = Otel.process(resource);
        drafts.forEach(draft -> draft.finish(process).ifPresent(spans::add));
    }

    private boolean scopeSpans(Wire in, List<Draft> drafts) throws IOException {
        String[] scope = {"", ""};
        int from = drafts.size();
        in.message(tag ->
                switch (tag) {
                    case 1 << 3 | BYTES -> in.message(field -> scope(in, field, scope));
                    case 2 << 3 | BYTES -> {
                        Draft draft = span(in);
                        int room = bounds.limits().spansMax() - spans.size();
                        bounds.add(drafts, draft, room, What.SPANS);
                        yield true;
                    }
                    default -> false;
                });
        drafts.subList(from, drafts.size()).forEach(d -> Otel.scope(d, scope[0], scope[1]));
        return true;
    }

    private static boolean scope(Wire in, int tag, String[] scope) throws IOException {
        if (tag == tag(1, BYTES) || tag == tag(2, BYTES)) {
            scope[tag == tag(1, BYTES) ? 0 : 1] = in.name();
            return true;
        }
        return false;
    }

    /// A span while it is being read, with what says more when all is known.
    private static final class Open {
        long parent;
        long kind;
        long start;
        long end;
        long status;
        String message = "";
        String state = "";
    }

    private Draft span(Wire in) throws IOException {
        Draft draft = new Draft(bounds);
        Open open = new Open();
        in.message(tag -> identity(in, tag, draft, open) || content(in, tag, draft, open));
        draft.startMicros = Times.ofNanos(open.start);
        draft.durationMicros = Times.between(draft.startMicros, Times.ofNanos(open.end));
        draft.parent(open.parent);
        Otel.kind(draft, open.kind);
        Otel.status(draft, open.status, open.message);
        if (!open.state.isEmpty()) {
            draft.tag(Tag.of("w3c.tracestate", open.state));
        }
        return draft;
    }

    private static boolean identity(Wire in, int tag, Draft draft, Open open) throws IOException {
        switch (tag) {
            case 1 << 3 | BYTES -> draft.trace = trace(in);
            case 2 << 3 | BYTES -> draft.id = in.id()[1];
            case 3 << 3 | BYTES -> open.state = in.value();
            case 4 << 3 | BYTES -> open.parent = in.id()[1];
            case 5 << 3 | BYTES -> draft.operation = in.name();
            case 6 << 3 | VARINT -> open.kind = in.number();
            case 7 << 3 | FIXED64 -> open.start = in.fixed64();
            case 8 << 3 | FIXED64 -> open.end = in.fixed64();
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean content(Wire in, int tag, Draft draft, Open open) throws IOException {
        switch (tag) {
            case 9 << 3 | BYTES -> draft.tag(keyValue(in));
            case 11 << 3 | BYTES -> draft.log(event(in));
            case 13 << 3 | BYTES -> draft.reference(link(in));
            case 15 << 3 | BYTES ->
                    in.message(field -> {
                        if (field == tag(2, BYTES)) {
                            open.message = in.value();
                        } else if (field == tag(3, VARINT)) {
                            open.status = in.number();
                        } else {
                            return false;
                        }
                        return true;
                    });
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

    private Log event(Wire in) throws IOException {
        long[] at = new long[1];
        List<Tag> fields = new ArrayList<>();
        in.message(tag -> {
            switch (tag) {
                case 1 << 3 | FIXED64 -> at[0] = in.fixed64();
                case 2 << 3 | BYTES -> fields.add(Tag.of("event", in.name()));
                default -> {
                    return attribute(in, tag, 3, fields);
                }
            }
            return true;
        });
        return new Log(Times.ofNanos(at[0]), fields);
    }

    private static Reference link(Wire in) throws IOException {
        TraceId[] trace = {new TraceId(0, 0)};
        long[] span = new long[1];
        in.message(tag -> {
            switch (tag) {
                case 1 << 3 | BYTES -> trace[0] = trace(in);
                case 2 << 3 | BYTES -> span[0] = in.id()[1];
                default -> {
                    return false;
                }
            }
            return true;
        });
        return new Reference(trace[0], span[0], false);
    }

    private boolean attribute(Wire in, int tag, int field, List<Tag> into) throws IOException {
        if (tag != tag(field, BYTES)) {
            return false;
        }
        bounds.add(into, keyValue(in), bounds.limits().tagsMax(), What.TAGS);
        return true;
    }

    private Tag keyValue(Wire in) throws IOException {
        String[] key = {""};
        Value[] value = {new Value.Text("")};
        in.message(tag -> {
            switch (tag) {
                case 1 << 3 | BYTES -> key[0] = in.name();
                case 2 << 3 | BYTES -> value[0] = anyValue(in, 0);
                default -> {
                    return false;
                }
            }
            return true;
        });
        return new Tag(key[0], value[0]);
    }

    private Value anyValue(Wire in, int depth) throws IOException {
        Value[] found = {new Value.Text("")};
        in.message(tag -> {
            switch (tag) {
                case 1 << 3 | BYTES -> found[0] = new Value.Text(in.value());
                case 2 << 3 | VARINT -> found[0] = new Value.Flag(in.flag());
                case 3 << 3 | VARINT -> found[0] = new Value.Whole(in.number());
                case 4 << 3 | FIXED64 -> found[0] = new Value.Real(in.real());
                case 5 << 3 | BYTES, 6 << 3 | BYTES -> {
                    if (depth >= bounds.limits().depthMax()) {
                        bounds.cuts().count(What.DEPTH);
                        return false;
                    }
                    found[0] = new Value.Text(bounds.value(several(in, tag, depth)));
                }
                case 7 << 3 | BYTES -> found[0] = new Value.Binary(in.binary());
                default -> {
                    return false;
                }
            }
            return true;
        });
        return found[0];
    }

    /// A list or a map of values, as text.
    private String several(Wire in, int kind, int depth) throws IOException {
        boolean list = kind == tag(5, BYTES);
        List<String> parts = new ArrayList<>();
        int max = bounds.limits().tagsMax();
        in.message(tag -> {
            if (tag != tag(1, BYTES)) {
                return false;
            }
            String part = list ? anyValue(in, depth + 1).text() : entry(in, depth + 1);
            bounds.add(parts, part, max, What.TAGS);
            return true;
        });
        String all = String.join(", ", parts);
        return list ? "[" + all + "]" : "{" + all + "}";
    }

    private String entry(Wire in, int depth) throws IOException {
        String[] texts = {"", ""};
        in.message(tag -> {
            switch (tag) {
                case 1 << 3 | BYTES -> texts[0] = in.name();
                case 2 << 3 | BYTES -> texts[1] = anyValue(in, depth).text();
                default -> {
                    return false;
                }
            }
            return true;
        });
        return texts[0] + ": " + texts[1];
    }
}

package io.fairlead.trace.store;

import io.fairlead.trace.span.Log;
import io.fairlead.trace.span.Span;
import io.fairlead.trace.span.Tag;
import java.util.List;

/// How many bytes of memory a span takes, about: rather too many than too few. Keys and names are shared.
final class Sizes {

    private static final int SPAN = 240;
    private static final int TAG = 64;
    private static final int LOG = 64;
    private static final int REFERENCE = 56;
    private static final int CHARACTER = 1;

    private Sizes() {}

    static int of(Span span) {
        int size = SPAN + span.references().size() * REFERENCE;
        size += tags(span.tags()) + tags(span.process().tags()) / 4;
        for (Log log : span.logs()) {
            size += LOG + tags(log.fields());
        }
        return size;
    }

    private static int tags(List<Tag> tags) {
        int size = 0;
        for (Tag tag : tags) {
            size += TAG + tag.value().text().length() * CHARACTER;
        }
        return size;
    }
}

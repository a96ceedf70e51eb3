package io.fairlead.trace.span;

import java.util.List;

/// Something that happened during a span.
///
/// @param atMicros since 1970
public record Log(long atMicros, List<Tag> fields) {

    public Log {
        fields = List.copyOf(fields);
    }
}

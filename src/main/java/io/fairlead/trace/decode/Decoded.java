package io.fairlead.trace.decode;

import io.fairlead.trace.span.Span;
import java.util.List;
import java.util.Map;

/// What a request said.
///
/// @param cuts what limits took away
public record Decoded(List<Span> spans, Map<Cuts.What, Integer> cuts) {

    public Decoded {
        spans = List.copyOf(spans);
        cuts = Map.copyOf(cuts);
    }
}

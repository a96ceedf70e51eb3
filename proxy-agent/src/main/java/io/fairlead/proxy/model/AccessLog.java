package io.fairlead.proxy.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// One access log.
///
/// @param path a file; `/dev/stdout` is Istio's default
public record AccessLog(String path, Format format, Filter filter) {

    /// What a line looks like.
    public sealed interface Format {
        /// Envoy's command operators in text.
        record Text(String format) implements Format {}

        /// One JSON object a line; values are formats.
        record Json(Map<String, String> fields) implements Format {
            public Json {
                fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
            }
        }
    }

    /// Which requests or connections are written.
    public sealed interface Filter {
        /// All.
        record Always() implements Filter {}

        /// Those with one of these response flags (`NR`, `UF`, …); empty = any flag.
        record ResponseFlags(Set<String> flags) implements Filter {
            public ResponseFlags {
                flags = Set.copyOf(flags);
            }
        }

        /// Those of which an expression in CEL says yes.
        record Expression(String text) implements Filter {}

        /// Those that all of these take.
        record All(List<Filter> filters) implements Filter {
            public All {
                filters = List.copyOf(filters);
            }
        }

        /// A filter that this proxy can't ask: nothing is written, as nobody knows what was to be left out.
        record Unknown(String what) implements Filter {}
    }
}

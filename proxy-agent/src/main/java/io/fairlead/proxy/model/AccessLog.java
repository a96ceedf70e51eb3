package io.fairlead.proxy.model;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// One access log.
public record AccessLog(To to, Filter filter) {

    /// Where it goes.
    public sealed interface To {
        /// Lines in a file.
        ///
        /// @param path `/dev/stdout` is Istio's default
        record File(String path, Format format) implements To {}

        /// Entries to a server, by Envoy's gRPC.
        record Server(Stream stream, Headers headers) implements To {}
    }

    /// A stream of entries to a server. Logs that say the same here share it.
    ///
    /// @param logName by which the server knows the log
    /// @param tcp entries are connections; else requests
    /// @param flush an entry waits at most this long for others
    /// @param batchBytes that are sent at once, without waiting longer
    public record Stream(
            String cluster, String logName, boolean tcp, Duration flush, int batchBytes) {}

    /// Headers that a server gets beside what every entry has; names in lower case.
    public record Headers(List<String> request, List<String> response, List<String> trailers) {
        public static final Headers NONE = new Headers(List.of(), List.of(), List.of());

        public Headers {
            request = List.copyOf(request);
            response = List.copyOf(response);
            trailers = List.copyOf(trailers);
        }
    }

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

package io.fairlead.model.route;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// One item of a match list: all that is written must hold. Null means "not written".
///
/// @param port port of the listener; 0 for any
/// @param gateways gateways (or `mesh`) for which it holds; empty for those of the VirtualService
/// @param sourceLabels labels that the client's workload must have
/// @param sourceNamespace namespace of the client; empty for any
public record HttpMatch(
        String name,
        @Nullable StringMatch uri,
        boolean ignoreUriCase,
        @Nullable StringMatch scheme,
        @Nullable StringMatch method,
        @Nullable StringMatch authority,
        SortedMap<String, StringMatch> headers,
        SortedMap<String, StringMatch> withoutHeaders,
        SortedMap<String, StringMatch> queryParams,
        int port,
        Map<String, String> sourceLabels,
        String sourceNamespace,
        List<String> gateways,
        String statPrefix) {
    public HttpMatch {
        headers = Sorted.copy(headers);
        withoutHeaders = Sorted.copy(withoutHeaders);
        queryParams = Sorted.copy(queryParams);
        sourceLabels = Map.copyOf(sourceLabels);
        gateways = List.copyOf(gateways);
    }
}

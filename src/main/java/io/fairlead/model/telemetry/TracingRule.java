package io.fairlead.model.telemetry;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One item of `tracing`. Null means "not written": the level above counts.
///
/// @param providers empty: as the level above says; of several the first counts
/// @param samplingPercent of requests about which nobody decided yet
/// @param customTags replace those of the level above
public record TracingRule(
        List<String> providers,
        Set<Side> sides,
        @Nullable Double samplingPercent,
        @Nullable Boolean disableSpanReporting,
        @Nullable Boolean disableContextPropagation,
        @Nullable Boolean useRequestId,
        @Nullable Boolean istioTags,
        @Nullable SortedMap<String, CustomTag> customTags) {
    public TracingRule {
        providers = List.copyOf(providers);
        sides = Set.copyOf(sides);
        customTags =
                customTags == null
                        ? null
                        : Collections.unmodifiableSortedMap(new TreeMap<>(customTags));
    }
}

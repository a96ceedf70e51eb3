package io.fairlead.model.telemetry;

import java.util.List;
import java.util.Set;

/// One item of `accessLogging`.
///
/// @param providers empty: as the level above says
/// @param filter in CEL; empty for none
public record AccessLogRule(
        List<String> providers, Set<Side> sides, boolean disabled, String filter) {
    public AccessLogRule {
        providers = List.copyOf(providers);
        sides = Set.copyOf(sides);
    }
}

package io.fairlead.minicluster.api.http;

import java.time.Duration;

/// What one client may ask for.
///
/// @param bodyBytesMax as much as etcd takes, and some room
/// @param requestsMax at once, watches included
/// @param watchMax how long a watch lasts that doesn't say
/// @param bookmarkEvery how often a quiet watch hears where it is
public record ApiLimits(
        int bodyBytesMax, int requestsMax, Duration watchMax, Duration bookmarkEvery) {

    public static final ApiLimits DEFAULT =
            new ApiLimits(3 << 20, 4_096, Duration.ofMinutes(30), Duration.ofSeconds(30));
}

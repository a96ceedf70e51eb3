package io.fairlead.migrate.decide.evidence;

import java.time.Duration;

/// What evidence may cost, and how late it may be.
///
/// @param sourcesMax callers kept by name for each port; the rest is counted together
/// @param detailMax characters of what tells a connection from others
/// @param lag a report that speaks of a longer time, or comes later than this, is a gap
public record Limits(int sourcesMax, int detailMax, Duration lag) {
    public static final Limits PRODUCTION = new Limits(64, 120, Duration.ofSeconds(15));
    public static final Limits DEMO = new Limits(64, 120, Duration.ofSeconds(5));
}

/// When a host is left out because of its answers.
///
/// In: what a host did, and the limits of its cluster. Out: its next [Ejection]. Never: counts for others, reads a
/// clock, remembers anything itself. Start reading at [Ejection].
@NullMarked
package io.fairlead.proxy.upstream.outlier;

import org.jspecify.annotations.NullMarked;

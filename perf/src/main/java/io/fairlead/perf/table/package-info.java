/// What the figures mean: samples come in, ratios with their intervals, percentiles and lines of text go out. Pure
/// arithmetic; it never reads a clock, a file or a process. Start reading at {@link io.fairlead.perf.table.Table}.
@NullMarked
package io.fairlead.perf.table;

import org.jspecify.annotations.NullMarked;

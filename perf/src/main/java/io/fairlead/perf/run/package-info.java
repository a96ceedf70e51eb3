/// One run: peers are started, warmed, measured in turn, and described. What to do comes in as {@link
/// io.fairlead.perf.run.Session.Options}, a {@link io.fairlead.perf.run.Report} goes out. All arithmetic is in
/// `table`, all load in `load`. Start reading at {@link io.fairlead.perf.run.Session}.
@NullMarked
package io.fairlead.perf.run;

import org.jspecify.annotations.NullMarked;

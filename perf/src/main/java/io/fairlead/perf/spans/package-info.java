/// What spans cost the daemon, and what a flood of them costs those who ask for certificates meanwhile.
///
/// In: how long. Out: a table. Never: a shortcut past the collectors. Start reading at
/// [io.fairlead.perf.spans.SpansCommand].
@NullMarked
package io.fairlead.perf.spans;

import org.jspecify.annotations.NullMarked;

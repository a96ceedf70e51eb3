/// The command `fairlead perf`: arguments come in, tables go out, on the terminal and as JSON. It measures what it
/// starts itself and nothing else on the machine. Start reading at {@link io.fairlead.perf.Main}.
@NullMarked
package io.fairlead.perf;

import org.jspecify.annotations.NullMarked;

/// What the machine knows about a process: CPU time, memory, a limit of CPU; and what the machine is. Process ids
/// come in, numbers go out. It starts nothing and decides nothing. Start reading at {@link
/// io.fairlead.perf.machine.ProcessorTime}.
@NullMarked
package io.fairlead.perf.machine;

import org.jspecify.annotations.NullMarked;

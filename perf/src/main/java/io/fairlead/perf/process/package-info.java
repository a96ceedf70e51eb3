/// Programs that a measurement starts, and what it leaves behind: nothing.
///
/// In: commands. Out: processes with their output in a file, or with orders and answers on their streams. Never: a
/// figure; what a process costs is asked of [io.fairlead.perf.machine]. Start reading at
/// [io.fairlead.perf.process.Program].
@NullMarked
package io.fairlead.perf.process;

import org.jspecify.annotations.NullMarked;

package io.fairlead.perf.machine;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Collection;

/// CPU time of whole processes by the kernel's process clock: nanoseconds of all threads, those that have ended
/// included. (`schedstat` of the threads that are there loses what a thread used that ended meanwhile, and a JVM's
/// compiler threads come and go.)
public final class ProcessorTime {
    /// The clock of a process is named by its id: the bits inverted, and "as scheduled, all threads" in the lowest
    /// three.
    private static final int SCHEDULED = 2;

    @SuppressWarnings("restricted") // one call of the C library; the launcher allows it
    private static final MethodHandle CLOCK_GETTIME =
            Linker.nativeLinker()
                    .downcallHandle(
                            Linker.nativeLinker()
                                    .defaultLookup()
                                    .find("clock_gettime")
                                    .orElseThrow(),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.ADDRESS));

    private ProcessorTime() {}

    /// Nanoseconds on a processor of all these processes together.
    ///
    /// @throws IllegalStateException when one of them is not there
    public static long nanos(Collection<Long> processes) {
        return processes.stream().mapToLong(ProcessorTime::nanos).sum();
    }

    /// Nanoseconds on a processor of one process since it began.
    public static long nanos(long process) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(ValueLayout.JAVA_LONG, 2);
            int clock = (~(int) process << 3) | SCHEDULED;
            int result = (int) CLOCK_GETTIME.invokeExact(clock, time);
            if (result != 0) {
                throw new IllegalStateException("process " + process + " has ended");
            }
            return time.getAtIndex(ValueLayout.JAVA_LONG, 0) * 1_000_000_000L
                    + time.getAtIndex(ValueLayout.JAVA_LONG, 1);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("clock_gettime can't be called", e);
        }
    }
}

package io.fairlead.app;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.fairlead.meter.MetricNames;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.RuntimeMXBean;
import java.nio.file.Files;
import java.nio.file.Path;

/// The process itself: processor, memory, threads, version. Names that begin with `go_` are those that dashboards of
/// Istio ask for; a Java process has the next thing to it, as docs/METRICS.md says.
final class ProcessMeters {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final double BYTES_PER_KB = 1024;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLIS_PER_SECOND = 1e3;

    private ProcessMeters() {}

    static void show(MeterRegistry registry, String version) {
        RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        var threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
        Gauge.builder(MetricNames.BUILD, () -> 1)
                .tag("component", "pilot")
                .tag("tag", version)
                .register(registry);
        Gauge.builder(MetricNames.UPTIME, () -> runtime.getUptime() / MILLIS_PER_SECOND)
                .register(registry);
        Gauge.builder(MetricNames.PROCESS_START, () -> runtime.getStartTime() / MILLIS_PER_SECOND)
                .register(registry);
        FunctionCounter.builder(
                        MetricNames.PROCESS_CPU,
                        system,
                        one -> one.getProcessCpuTime() / NANOS_PER_SECOND)
                .register(registry);
        Gauge.builder(MetricNames.PROCESS_RESIDENT, () -> ofKernel("VmRSS:")).register(registry);
        Gauge.builder(MetricNames.PROCESS_VIRTUAL, () -> ofKernel("VmSize:")).register(registry);
        Gauge.builder(MetricNames.HEAP_IN_USE, () -> memory.getHeapMemoryUsage().getUsed())
                .register(registry);
        Gauge.builder(MetricNames.HEAP_TAKEN, () -> memory.getHeapMemoryUsage().getCommitted())
                .register(registry);
        Gauge.builder(MetricNames.THREADS, threads::getThreadCount).register(registry);
        FunctionCounter.builder(
                        MetricNames.ALLOCATED,
                        threads,
                        one -> (double) one.getTotalThreadAllocatedBytes())
                .register(registry);
    }

    /// A line of kilobytes; NaN, which Prometheus takes for "not known", where the kernel has none.
    private static double ofKernel(String key) {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(key))
                    .map(line -> line.replaceAll("\\D+", ""))
                    .mapToDouble(kb -> Double.parseDouble(kb) * BYTES_PER_KB)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException _) {
            return Double.NaN;
        }
    }
}

package io.fairlead.minicluster.kubelet;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The way to a container of a running pod: what it printed, and into it.
///
/// @param runs how often it has begun
public record ContainerAccess(
        ContainerState state,
        int runs,
        @Nullable ContainerLog log,
        @Nullable ContainerProcess process) {

    /// What its last run printed, or the one before; empty where there was none.
    public Optional<LogReader> log(boolean previous) {
        int run = previous ? runs - 2 : runs - 1;
        return log == null || run < 0 ? Optional.empty() : Optional.of(log.reader(run));
    }

    public boolean running() {
        return process != null && process.running();
    }

    /// Starts a command in it; empty where it doesn't run.
    public Optional<ExecProcess> start(ExecProcess.Wanted wanted) throws IOException {
        return process == null || !running()
                ? Optional.empty()
                : Optional.of(ExecProcess.start(process, wanted));
    }
}

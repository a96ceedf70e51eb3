package io.fairlead.minicluster.kubelet;

import java.time.Instant;

/// What a container does.
public sealed interface ContainerState {

    /// It doesn't run, and may some time.
    ///
    /// @param reason one word of Kubernetes', for example `CrashLoopBackOff`
    record Waiting(String reason, String message) implements ContainerState {}

    /// Its process runs.
    record Running(Instant since) implements ContainerState {}

    /// Its process has ended.
    ///
    /// @param memory true where it needed more memory than it may have
    /// @param exitCode 128 and the number of the signal, where one ended it
    record Ended(int exitCode, boolean memory, Instant started, Instant finished)
            implements ContainerState {

        /// How, in words.
        String how() {
            return memory
                    ? "out of memory"
                    : exitCode > 128 ? "signal " + (exitCode - 128) : "exit code " + exitCode;
        }
    }
}

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
    /// @param exitCode 128 and the number of the signal, where one ended it
    record Ended(int exitCode, Instant started, Instant finished) implements ContainerState {

        /// How, in words.
        String how() {
            return exitCode > 128 ? "signal " + (exitCode - 128) : "exit code " + exitCode;
        }
    }
}

package io.fairlead.minicluster.kubelet;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/// What a meshed pod is given to show who it is, and to know the daemon by.
///
/// @param roots file with the daemon's roots; copied into pods as soon as it is there, and when it changes
/// @param life of a token
public record Projection(Tokens tokens, Path roots, Duration life) {

    /// User that the daemon runs as.
    public static final int SYSTEM_UID = 1_001;

    /// Signs tokens.
    @FunctionalInterface
    public interface Tokens {

        /// A token for this pod's service account.
        String sign(PodRequest pod, Instant now, Duration life);
    }
}

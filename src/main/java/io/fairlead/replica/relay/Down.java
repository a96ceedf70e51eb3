package io.fairlead.replica.relay;

import io.fairlead.model.mtls.PodRef;
import java.time.Duration;
import java.util.Map;
import java.util.SortedSet;

/// What a leader sends, as docs/replica.proto has it.
sealed interface Down {

    /// All up to this number was taken.
    record Acknowledged(long number) implements Down {}

    /// For a sidecar.
    ///
    /// @param ack not copied: who gives it lets go of it
    @SuppressWarnings("ArrayRecordComponent")
    record Back(long stream, byte[] ack) implements Down {}

    /// All ports of all pods that try STRICT by their listener.
    ///
    /// @param ttl after which they do so no more without another word
    record Trials(Map<PodRef, SortedSet<Integer>> ports, Duration ttl) implements Down {
        public Trials {
            ports = Map.copyOf(ports);
        }
    }
}

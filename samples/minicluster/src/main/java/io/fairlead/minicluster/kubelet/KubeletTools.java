package io.fairlead.minicluster.kubelet;

import io.fairlead.minicluster.images.Launch;
import io.fairlead.minicluster.schema.Container;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;

/// What every pod's thread works with.
///
/// @param probes where questions to containers wait for their answers
/// @param network pid of a process in the node's network
/// @param groups hold containers to their limits
/// @param drain time between a pod's leaving the endpoints and the request to end, so that callers have heard of it
public record KubeletTools(
        Places places,
        Launches launches,
        EventLog events,
        InstantSource clock,
        Executor probes,
        long network,
        ControlGroups groups,
        Duration drain) {

    /// Knows how to start containers.
    @FunctionalInterface
    public interface Launches {

        /// How to start this container of this pod; empty where no program stands in for its image.
        Optional<Launch> of(PodRequest pod, Container container);

        /// Why there is none, with the fix.
        default String why(Container container) {
            return ("ImageUnknown: no program stands in for image %1$s. Fix: an entry `- image: %1$s` with"
                            + " its entrypoint in the list `images` of an images.yaml")
                    .formatted(container.image());
        }
    }
}

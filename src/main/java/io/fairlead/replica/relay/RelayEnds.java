package io.fairlead.replica.relay;

import io.fairlead.model.mtls.PodRef;
import java.time.Duration;
import java.util.Map;
import java.util.SortedSet;

/// What is at a follower's end of a relay.
public interface RelayEnds {
    /// What this daemon sees now; asked again and again while a leader listens.
    Sight sight();

    /// Time goes on; told again and again while this daemon follows, whether or not a leader listens.
    void pass();

    /// The leader's word to a sidecar.
    void back(long stream, byte[] ack);

    /// The leader's word of who tries STRICT by its listener.
    void trials(Map<PodRef, SortedSet<Integer>> ports, Duration ttl);
}

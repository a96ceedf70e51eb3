package io.fairlead.push.view;

import io.fairlead.push.node.Proxy;
import io.fairlead.push.session.Session;
import io.fairlead.push.session.TypeUrl;
import java.time.Instant;
import java.util.Map;

/// One open stream at one moment.
///
/// @param number of the stream, unique in this run of the daemon
/// @param told when it was sent something last, by type
public record Connection(
        long number,
        Proxy proxy,
        boolean delta,
        Instant since,
        Session session,
        Map<TypeUrl, Instant> told) {
    public Connection {
        told = Map.copyOf(told);
    }
}

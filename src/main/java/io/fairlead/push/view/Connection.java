package io.fairlead.push.view;

import io.fairlead.push.node.Proxy;
import io.fairlead.push.session.Session;
import java.time.Instant;

/// One open stream at one moment.
///
/// @param number of the stream, unique in this run of the daemon
public record Connection(long number, Proxy proxy, boolean delta, Instant since, Session session) {}

package io.fairlead.proxy.identity.tls;

import java.time.Duration;

/// How much TLS may cost.
///
/// @param handshake how long an accepted connection may take to finish it
/// @param verdicts chains of one context whose verdict is remembered
/// @param sessions that one context remembers for resumption
/// @param session how long one may be resumed
/// @param logEvery at most one line about refused handshakes in this time
public record TlsLimits(
        Duration handshake, int verdicts, int sessions, Duration session, Duration logEvery) {

    public static final TlsLimits DEFAULT =
            new TlsLimits(
                    Duration.ofSeconds(10),
                    1024,
                    1024,
                    Duration.ofMinutes(10),
                    Duration.ofSeconds(1));
}

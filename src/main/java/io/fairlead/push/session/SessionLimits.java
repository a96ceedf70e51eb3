package io.fairlead.push.session;

import java.time.Duration;

/// What bounds one stream.
///
/// @param holdMax how long new routes wait for their clusters before they are sent anyway
/// @param answerBytesMax resources beyond this go into a further answer (a single one may be larger)
/// @param namesMax names that a client may subscribe to, of one type
/// @param typesMax types that a client may subscribe to
public record SessionLimits(Duration holdMax, int answerBytesMax, int namesMax, int typesMax) {
    public static final SessionLimits DEFAULT =
            new SessionLimits(Duration.ofSeconds(5), 2 * 1024 * 1024, 200_000, 32);
}

package io.fairlead.ca.server;

import java.time.Duration;

/// Bounds of asking an API server about tokens.
///
/// @param kept how long an answer holds; for so long a token that was revoked is still good
/// @param entriesMax answers kept
/// @param atOnceMax questions under way; more wait
/// @param patience how long a caller waits for its turn, and then for an answer
/// @param bytesMax of an answer, and of a file of the account
public record ReviewLimits(
        Duration kept, int entriesMax, int atOnceMax, Duration patience, int bytesMax) {

    public static final ReviewLimits DEFAULT =
            new ReviewLimits(Duration.ofSeconds(10), 4_096, 16, Duration.ofSeconds(5), 1024 * 1024);
}

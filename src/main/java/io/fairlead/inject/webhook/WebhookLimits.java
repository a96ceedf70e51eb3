package io.fairlead.inject.webhook;

import java.time.Duration;

/// What bounds the webhooks.
///
/// @param bodyBytesMax a larger question is refused
/// @param connectionsMax open connections; a further one is closed at once
/// @param requestsMax questions that are answered at once; a further one is refused
/// @param idle a connection that says nothing for so long is closed
public record WebhookLimits(int bodyBytesMax, int connectionsMax, int requestsMax, Duration idle) {
    public static final WebhookLimits DEFAULT =
            new WebhookLimits(8 * 1024 * 1024, 256, 64, Duration.ofMinutes(2));
}

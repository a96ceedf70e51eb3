/// Whether a failed request is tried again, and when.
///
/// In: a retry policy, what happened, how often it was tried, how much is under way. Out: a [Verdict] or a delay.
/// Never: timers, chance (a number is handed in), sockets. Start reading at [Retries].
@NullMarked
package io.fairlead.proxy.http.retry;

import org.jspecify.annotations.NullMarked;

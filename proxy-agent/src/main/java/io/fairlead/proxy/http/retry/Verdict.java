package io.fairlead.proxy.http.retry;

/// What is done about a try that is over.
public enum Verdict {
    /// Try again.
    RETRY,
    /// Pass it on: the policy doesn't call it a failure.
    DONE,
    /// It failed, and there is no try left (response flag URX).
    NO_TRIES_LEFT,
    /// It failed, but too many retries are under way (response flag UO is not set; it is counted).
    OVERFLOW
}

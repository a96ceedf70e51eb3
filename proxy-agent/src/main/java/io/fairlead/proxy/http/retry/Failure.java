package io.fairlead.proxy.http.retry;

/// How a try ended without a response.
public enum Failure {
    /// No connection to the host.
    CONNECT(true),
    /// The host refused the stream before it did anything (HTTP/2 REFUSED_STREAM).
    REFUSED_STREAM(false),
    /// The connection broke before the head of the request was sent.
    RESET_BEFORE_REQUEST(true),
    /// The connection broke or was reset later.
    RESET(false),
    /// The time for this try is over.
    PER_TRY_TIMEOUT(false),
    /// A circuit breaker refused it: it is never tried again.
    OVERFLOW(false);

    private final boolean beforeRequest;

    Failure(boolean beforeRequest) {
        this.beforeRequest = beforeRequest;
    }

    /// True when the host can't have seen anything of the request.
    public boolean isBeforeRequest() {
        return beforeRequest;
    }
}

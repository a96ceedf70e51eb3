package io.fairlead.install.apply;

/// The API server can't be reached, or refused something. The message says what and what may be done.
public final class ClusterException extends Exception {
    private static final long serialVersionUID = 1L;

    ClusterException(String what, Throwable cause) {
        super(what, cause);
    }

    ClusterException(String what) {
        super(what);
    }
}

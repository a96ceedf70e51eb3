package io.fairlead.proxy.identity.pem;

/// A text isn't the certificates or the key that it should be; the message says why, and never what it holds.
public final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;

    public Unreadable(String message) {
        super(message);
    }

    Unreadable(String message, Throwable cause) {
        super(message, cause);
    }
}

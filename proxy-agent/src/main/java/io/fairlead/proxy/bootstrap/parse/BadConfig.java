package io.fairlead.proxy.bootstrap.parse;

/// The environment can't be understood; the message says which variable, and what was expected.
public final class BadConfig extends RuntimeException {
    private static final long serialVersionUID = 1;

    public BadConfig(String message) {
        super(message);
    }
}

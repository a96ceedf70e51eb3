package io.fairlead.trace.decode;

/// The request is not what its protocol says.
public final class Malformed extends Exception {

    private static final long serialVersionUID = 1;

    public Malformed(String message) {
        super(message);
    }
}

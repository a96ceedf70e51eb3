package io.fairlead.ca.sign;

import java.io.IOException;

/// The daemon can't be a certificate authority; says what is wrong and what to do.
public final class CaException extends IOException {

    private static final long serialVersionUID = 1L;

    public CaException(String message) {
        super(message);
    }

    public CaException(String message, Throwable cause) {
        super(message, cause);
    }
}

package io.fairlead.proxy.capture;

/// A setting that can't be understood; the message says what was expected.
public final class BadCapture extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    BadCapture(String message) {
        super(message);
    }
}

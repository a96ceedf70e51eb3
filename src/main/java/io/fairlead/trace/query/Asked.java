package io.fairlead.trace.query;

/// The question can't be answered as it was asked.
final class Asked extends Exception {

    private static final long serialVersionUID = 1;

    private final int status;

    Asked(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}

package io.fairlead.minicluster.demo;

/// Nothing here has the name that somebody asked for; the message lists what has one.
public final class UnknownWorkload extends Exception {

    private static final long serialVersionUID = 1L;

    UnknownWorkload(String message) {
        super(message);
    }
}

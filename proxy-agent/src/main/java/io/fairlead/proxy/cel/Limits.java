package io.fairlead.proxy.cel;

/// What an expression may be.
final class Limits {
    /// Characters of a text.
    static final int CHARS_MAX = 4096;

    /// Of the programs of all its regular expressions together.
    static final int REGEX_STEPS_MAX = 10_000;

    /// Parts inside each other.
    static final int DEPTH_MAX = 64;

    private Limits() {}
}

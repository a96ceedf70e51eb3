package io.fairlead.app;

/// Walks the paths that a start and a first connection take, so that the start-up cache knows their classes.
final class Training {
    private Training() {}

    static int run() {
        return 0;
    }
}

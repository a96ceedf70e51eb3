package io.fairlead.proxy.bootstrap;

/// Exercises the proxy in-process, so that an AOT cache holds what a proxy needs.
final class Training {
    private Training() {}

    static void run() {}
}

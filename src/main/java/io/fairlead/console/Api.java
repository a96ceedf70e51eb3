package io.fairlead.console;

/// Answers questions below one path of the console.
@FunctionalInterface
public interface Api {

    /// Called by many threads at once. Never changes anything.
    Reply answer(Question question);
}

package io.fairlead.trace.span;

/// What a tag says.
public sealed interface Value {

    /// As people search for it.
    String text();

    record Text(String text) implements Value {}

    record Flag(boolean on) implements Value {
        @Override
        public String text() {
            return Boolean.toString(on);
        }
    }

    record Whole(long number) implements Value {
        @Override
        public String text() {
            return Long.toString(number);
        }
    }

    record Real(double number) implements Value {
        @Override
        public String text() {
            return Double.toString(number);
        }
    }

    /// @param text bytes in base 64
    record Binary(String text) implements Value {}
}

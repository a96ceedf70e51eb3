package io.fairlead.trace.span;

/// A fact about a span, its process or a moment of it.
public record Tag(String key, Value value) {

    public static Tag of(String key, String text) {
        return new Tag(key, new Value.Text(text));
    }

    public static Tag of(String key, boolean on) {
        return new Tag(key, new Value.Flag(on));
    }

    /// Whether it says this of that key.
    public boolean says(String wantedKey, String wantedText) {
        return key.equals(wantedKey) && value.text().equals(wantedText);
    }
}

package io.fairlead.proxy.model;

/// A condition on a text. `ignoreCase` is about ASCII letters.
public sealed interface StringMatch {
    /// All of it.
    record Exact(String value, boolean ignoreCase) implements StringMatch {}

    /// The beginning.
    record Prefix(String value, boolean ignoreCase) implements StringMatch {}

    /// The end.
    record Suffix(String value, boolean ignoreCase) implements StringMatch {}

    /// Any part.
    record Contains(String value, boolean ignoreCase) implements StringMatch {}

    /// All of it.
    record Matches(Regex regex) implements StringMatch {}

    /// Does it hold for this text?
    default boolean test(CharSequence text) {
        return switch (this) {
            case Exact(var value, var fold) ->
                    text.length() == value.length() && Ascii.regionMatches(text, 0, value, fold);
            case Prefix(var value, var fold) -> Ascii.regionMatches(text, 0, value, fold);
            case Suffix(var value, var fold) ->
                    Ascii.regionMatches(text, text.length() - value.length(), value, fold);
            case Contains(var value, var fold) -> Ascii.indexOf(text, value, fold) >= 0;
            case Matches(var regex) -> regex.matches(text);
        };
    }
}

package io.fairlead.proxy.model;

/// Comparing texts of the wire, which are ASCII, without making new ones.
public final class Ascii {
    private Ascii() {}

    /// The lower case of an ASCII letter; anything else as it is.
    public static char toLower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }

    /// Does `part` stand in `text` at `from`? False if it would stick out.
    public static boolean regionMatches(
            CharSequence text, int from, String part, boolean ignoreCase) {
        int length = part.length();
        if (from < 0 || from + length > text.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char a = text.charAt(from + i);
            char b = part.charAt(i);
            if (a != b && !(ignoreCase && toLower(a) == toLower(b))) {
                return false;
            }
        }
        return true;
    }

    /// The same text, ASCII letters of either case being equal.
    public static boolean equalsIgnoreCase(CharSequence text, String other) {
        return text.length() == other.length() && regionMatches(text, 0, other, true);
    }

    /// Where `part` first stands in `text`, or -1.
    public static int indexOf(CharSequence text, String part, boolean ignoreCase) {
        for (int i = 0; i <= text.length() - part.length(); i++) {
            if (regionMatches(text, i, part, ignoreCase)) {
                return i;
            }
        }
        return -1;
    }
}

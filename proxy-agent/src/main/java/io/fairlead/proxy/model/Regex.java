package io.fairlead.proxy.model;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/// A regular expression in RE2 syntax, whose time is linear in its input: a rule can't be made to stop the proxy.
///
/// Two are equal when their text is.
public final class Regex {
    private final String text;
    private final Pattern pattern;

    private Regex(String text, Pattern pattern) {
        this.text = text;
        this.pattern = pattern;
    }

    /// @throws IllegalArgumentException when it isn't RE2, or would become too large
    public static Regex compile(String text) {
        String tooLarge = RegexSize.of(text).problem();
        if (tooLarge != null) {
            throw new IllegalArgumentException(tooLarge + ": " + text);
        }
        try {
            return new Regex(text, Pattern.compile(text));
        } catch (PatternSyntaxException | StackOverflowError e) {
            throw new IllegalArgumentException("not an RE2 expression: " + text, e);
        }
    }

    /// How many steps the program of an expression has, about, without making it: each takes memory, and a match may
    /// take each of them for each character.
    public static int steps(String text) {
        return RegexSize.of(text).steps();
    }

    public String text() {
        return text;
    }

    /// The whole input matches.
    public boolean matches(CharSequence input) {
        return pattern.matcher(input).matches();
    }

    /// Some part of the input matches.
    public boolean isFoundIn(CharSequence input) {
        return pattern.matcher(input).find();
    }

    /// Replaces each match; `\\1` in the substitution is the first group, as in RE2.
    public String replaceAll(CharSequence input, String substitution) {
        Matcher matcher = pattern.matcher(input);
        StringBuilder out = new StringBuilder(input.length() + 16);
        int from = 0;
        while (matcher.find()) {
            out.append(input, from, matcher.start());
            appendSubstitution(out, matcher, substitution);
            from = matcher.end();
        }
        return out.append(input, from, input.length()).toString();
    }

    private static void appendSubstitution(
            StringBuilder out, Matcher matcher, String substitution) {
        for (int i = 0; i < substitution.length(); i++) {
            char c = substitution.charAt(i);
            boolean escape = c == '\\' && i + 1 < substitution.length();
            if (!escape) {
                out.append(c);
                continue;
            }
            char next = substitution.charAt(++i);
            if (next >= '0' && next <= '9') {
                int group = next - '0';
                String value = group <= matcher.groupCount() ? matcher.group(group) : null;
                out.append(value == null ? "" : value);
            } else {
                out.append(next);
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Regex that && that.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}

package io.fairlead.proxy.model;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// How large the program of an expression becomes, before it is made: RE2/J writes counted repetitions out, so that
/// `((a{1000}){1000}){1000}` would fill the memory, and it goes down into groups on the stack, so that thousands of
/// them sometimes fit and sometimes don't. What isn't an expression may have any size here; compiling refuses it.
final class RegexSize {

    /// What no expression of a route needs: steps of its program. A match may take each of them for each character.
    static final int STEPS_MAX = 10_000;

    /// How deep groups may stand in each other; Go's limit is 1000.
    static final int DEPTH_MAX = 250;

    private static final int GROUP = 2;

    private final String text;
    private final Deque<Long> outer = new ArrayDeque<>();
    private long sum;
    private long last;
    private int at;

    private RegexSize(String text) {
        this.text = text;
    }

    static RegexSize of(String text) {
        var size = new RegexSize(text);
        while (size.at < text.length() && size.problem() == null) {
            size.step(text.charAt(size.at++));
        }
        return size;
    }

    /// What is too large about it; null when nothing is.
    @Nullable String problem() {
        if (sum > STEPS_MAX) {
            return "repetitions multiply to more than " + STEPS_MAX + " steps";
        }
        return outer.size() > DEPTH_MAX
                ? "more than " + DEPTH_MAX + " groups stand in each other"
                : null;
    }

    /// Of its program, about.
    int steps() {
        return (int) Math.min(Integer.MAX_VALUE, sum + 1);
    }

    private void step(char c) {
        switch (c) {
            case '\\' -> escape();
            case '[' -> {
                skipClass();
                atom();
            }
            case '(' -> {
                outer.push(sum);
                sum = 0;
                last = 0;
            }
            case ')' -> {
                last = sum + GROUP;
                sum = last + (outer.isEmpty() ? 0 : outer.pop());
            }
            case '{' -> repeat();
            case '*', '+', '?' -> {
                last++;
                sum++;
            }
            default -> atom();
        }
    }

    private void atom() {
        last = 1;
        sum++;
    }

    private void escape() {
        if (at == text.length()) {
            return;
        }
        char c = text.charAt(at++);
        boolean named = c == 'p' || c == 'P' || c == 'x';
        if (named && at < text.length() && text.charAt(at) == '{') {
            skipBehind("}");
        } else if (c == 'Q') {
            int from = at;
            skipBehind("\\E");
            sum += at - from;
        }
        atom();
    }

    /// The first character of a class is one of it, even a bracket.
    private void skipClass() {
        if (at < text.length() && text.charAt(at) == '^') {
            at++;
        }
        at++;
        while (at < text.length() && text.charAt(at) != ']') {
            if (text.startsWith("[:", at)) {
                skipBehind(":]");
            } else {
                at += text.charAt(at) == '\\' ? 2 : 1;
            }
        }
        at++;
    }

    private void skipBehind(String end) {
        int found = text.indexOf(end, at);
        at = found < 0 ? text.length() : found + end.length();
    }

    /// `{2}`, `{2,}`, `{2,5}`; anything else in braces stands for itself.
    private void repeat() {
        int close = text.indexOf('}', at);
        int times = close < 0 ? -1 : times(text.substring(at, close));
        if (times < 0) {
            atom();
            return;
        }
        at = close + 1;
        long before = last;
        last = before * Math.max(1, times) + 1;
        sum += last - before;
    }

    private static int times(String counts) {
        int most = -1;
        for (String count : counts.split(",", 2)) {
            if (count.isEmpty() && most >= 0) {
                return most + 1;
            }
            if (count.isEmpty()
                    || count.length() > 4
                    || !count.chars().allMatch(RegexSize::digit)) {
                return -1;
            }
            most = Math.max(most, Integer.parseInt(count));
        }
        return most;
    }

    private static boolean digit(int c) {
        return c >= '0' && c <= '9';
    }
}

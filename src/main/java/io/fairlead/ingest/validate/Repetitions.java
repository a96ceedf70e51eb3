package io.fairlead.ingest.validate;

import java.util.ArrayDeque;
import java.util.Deque;

/// How often the counted repetitions of an expression repeat its innermost part: `((a{10}){10})?` does it 100 times.
/// RE2 and Go refuse more than 1,000; RE2/J would write all of them out, and fill the memory.
///
/// It looks at any text; what isn't an expression is refused by the compiler afterwards.
final class Repetitions {
    static final int TIMES_MAX = 1000;
    static final int DEPTH_MAX = 250;

    private final String text;
    private final Deque<Long> outer = new ArrayDeque<>();
    private long most = 1;
    private long last = 1;
    private int depth;
    private int at;

    private Repetitions(String text) {
        this.text = text;
    }

    /// Whether compiling it could cost too much.
    static boolean tooMany(String expression) {
        var of = new Repetitions(expression);
        while (of.at < expression.length()) {
            of.step(expression.charAt(of.at++));
            if (of.most > TIMES_MAX || of.depth > DEPTH_MAX) {
                return true;
            }
        }
        return false;
    }

    private void step(char c) {
        switch (c) {
            case '\\' -> escape();
            case '[' -> skipClass();
            case '(' -> {
                outer.push(most);
                most = 1;
                last = 1;
                depth++;
            }
            case ')' -> {
                last = most;
                most = Math.max(most, outer.isEmpty() ? 1 : outer.pop());
                depth = outer.size();
            }
            case '{' -> repeat();
            case '*', '+', '?' -> {}
            default -> last = 1;
        }
    }

    private void escape() {
        last = 1;
        if (at < text.length() && text.charAt(at++) == 'Q') {
            int end = text.indexOf("\\E", at);
            at = end < 0 ? text.length() : end + 2;
        } else if (at < text.length() && text.charAt(at) == '{') {
            int end = text.indexOf('}', at);
            at = end < 0 ? text.length() : end + 1;
        }
    }

    /// The first character of a class is one of it, even a bracket.
    private void skipClass() {
        last = 1;
        at += at < text.length() && text.charAt(at) == '^' ? 2 : 1;
        while (at < text.length() && text.charAt(at) != ']') {
            int named = text.startsWith("[:", at) ? text.indexOf(":]", at) : -1;
            at = named < 0 ? at + (text.charAt(at) == '\\' ? 2 : 1) : named + 2;
        }
        at++;
    }

    /// `{2}`, `{2,}`, `{2,5}`; anything else in braces stands for itself.
    private void repeat() {
        int close = text.indexOf('}', at);
        int times = close < 0 ? 0 : times(text.substring(at, close));
        if (times == 0) {
            last = 1;
            return;
        }
        at = close + 1;
        last *= times;
        most = Math.max(most, last);
    }

    /// 0 when it says no number.
    private static int times(String counts) {
        int most = 0;
        for (String count : counts.split(",", 2)) {
            boolean number =
                    count.length() <= 4 && count.chars().allMatch(c -> c >= '0' && c <= '9');
            if (!number || (count.isEmpty() && most == 0)) {
                return 0;
            }
            most = Math.max(most, count.isEmpty() ? 0 : Math.max(1, Integer.parseInt(count)));
        }
        return most;
    }
}

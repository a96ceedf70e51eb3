package io.fairlead.install.template;

import java.util.ArrayList;
import java.util.List;

/// The words of an action: names, fields, variables, quoted texts, numbers, signs. Mutable, lives for one action.
final class Words {
    private static final String SIGNS = "()|,";

    private final String code;
    private final Place place;
    private final List<Word> words = new ArrayList<>();
    private int at;
    private int next;

    /// @param glued true when no blank stands before it: `(…).name`
    record Word(String text, boolean glued) {}

    Words(String code, Place place) {
        this.code = code;
        this.place = place;
        while (at < code.length()) {
            int before = at;
            while (at < code.length() && Character.isWhitespace(code.charAt(at))) {
                at++;
            }
            if (at < code.length()) {
                words.add(new Word(word(), at == before));
                at += words.getLast().text().length();
            }
        }
    }

    Place place() {
        return place;
    }

    private String word() {
        char c = code.charAt(at);
        if (c == '"' || c == '`') {
            int end = quoteEnd(code, at);
            if (end < 0) {
                throw place.error("a quote is not closed");
            }
            return code.substring(at, end + 1);
        }
        if (SIGNS.indexOf(c) >= 0) {
            return String.valueOf(c);
        }
        if (code.startsWith(":=", at)) {
            return ":=";
        }
        int end = at;
        while (end < code.length() && isPart(code.charAt(end))) {
            end++;
        }
        if (end == at && c != '=') {
            throw place.error("'%c' is not understood in {{ %s }}".formatted(c, code));
        }
        return code.substring(at, Math.max(end, at + 1));
    }

    private static boolean isPart(char c) {
        return Character.isLetterOrDigit(c) || c == '.' || c == '$' || c == '_' || c == '-';
    }

    /// The closing quote of the one at an index; -1 when there is none.
    static int quoteEnd(String text, int open) {
        char quote = text.charAt(open);
        for (int i = open + 1; i < text.length(); i++) {
            if (text.charAt(i) == quote) {
                return i;
            }
            if (quote == '"' && text.charAt(i) == '\\') {
                i++;
            }
            if (quote == '"' && i < text.length() && text.charAt(i) == '\n') {
                return -1;
            }
        }
        return -1;
    }

    boolean isOver() {
        return next >= words.size();
    }

    /// The next word, which stays the next; empty at the end.
    String peek() {
        return isOver() ? "" : words.get(next).text();
    }

    /// The one after it; empty where there is none.
    String peekSecond() {
        return next + 1 < words.size() ? words.get(next + 1).text() : "";
    }

    boolean isGlued() {
        return !isOver() && words.get(next).glued();
    }

    String take() {
        if (isOver()) {
            throw place.error("{{ %s }} ends too early".formatted(code));
        }
        return words.get(next++).text();
    }

    void expect(String word) {
        String is = take();
        if (!is.equals(word)) {
            throw place.error(
                    "\"%s\" where \"%s\" is expected in {{ %s }}".formatted(is, word, code));
        }
    }

    void expectOver() {
        if (!isOver()) {
            throw place.error("\"%s\" is too much in {{ %s }}".formatted(peek(), code));
        }
    }
}

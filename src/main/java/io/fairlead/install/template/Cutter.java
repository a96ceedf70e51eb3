package io.fairlead.install.template;

import java.util.ArrayList;
import java.util.List;

/// Cuts a template into text and actions, and takes away the blanks that `{{-` and `-}}` ask for. Mutable, lives for
/// one template.
final class Cutter {
    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";
    private static final String COMMENT = "/*";
    private static final String COMMENT_END = "*/";
    private static final String BLANKS = " \t\r\n";

    private final String file;
    private final String text;
    private final Limits limits;
    private final List<Piece> pieces = new ArrayList<>();
    private int at;
    private int line = 1;
    private boolean trimNext;

    Cutter(String file, String text, Limits limits) {
        this.file = file;
        this.text = text;
        this.limits = limits;
    }

    List<Piece> cut() {
        if (text.length() > limits.textCharsMax()) {
            throw here().error(
                            "the template is longer than %d characters"
                                    .formatted(limits.textCharsMax()));
        }
        while (at < text.length()) {
            int open = text.indexOf(OPEN, at);
            if (open < 0) {
                text(text.substring(at), false);
                at = text.length();
            } else {
                text(text.substring(at, open), isDash(open + 2, 1));
                action(open);
            }
            if (pieces.size() > 2 * limits.actionsMax()) {
                throw here().error(
                                "more than %d actions in a template"
                                        .formatted(limits.actionsMax()));
            }
        }
        return pieces;
    }

    private Place here() {
        return new Place(file, line);
    }

    private void text(String raw, boolean trimEnd) {
        String kept = raw;
        if (trimNext) {
            int from = 0;
            while (from < kept.length() && isBlank(kept.charAt(from))) {
                from++;
            }
            kept = kept.substring(from);
        }
        if (trimEnd) {
            int to = kept.length();
            while (to > 0 && isBlank(kept.charAt(to - 1))) {
                to--;
            }
            kept = kept.substring(0, to);
        }
        if (!kept.isEmpty()) {
            pieces.add(new Piece.Text(kept));
        }
        line += lines(raw);
    }

    private void action(int open) {
        int from = open + OPEN.length() + (isDash(open + 2, 1) ? 1 : 0);
        int close = end(from);
        boolean dash = isDash(close - 1, -1) && close - 1 >= from;
        String code = text.substring(from, dash ? close - 1 : close);
        String stripped = code.strip();
        if (stripped.startsWith(COMMENT)) {
            if (stripped.indexOf(COMMENT_END, 2) != stripped.length() - 2) {
                throw here().error("a comment stands alone: {{/* like this */}}");
            }
        } else {
            int blankLines = lines(code.substring(0, code.length() - code.stripLeading().length()));
            pieces.add(new Piece.Action(stripped, new Place(file, line + blankLines)));
        }
        line += lines(text.substring(open, close));
        trimNext = dash;
        at = close + CLOSE.length();
    }

    /// Where the closing braces stand, which count neither in quotes nor in a comment.
    private int end(int from) {
        int i = from;
        while (i < text.length() && isBlank(text.charAt(i))) {
            i++;
        }
        if (text.startsWith(COMMENT, i)) {
            int over = text.indexOf(COMMENT_END, i + 2);
            i = over < 0 ? text.length() : over + 2;
        }
        for (; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '`') {
                i = Words.quoteEnd(text, i);
                if (i < 0) {
                    throw here().error("a quote is not closed");
                }
            } else if (text.startsWith(CLOSE, i)) {
                return i;
            }
        }
        throw here().error("{{ without }}");
    }

    /// A dash counts when a blank stands between it and the code.
    private boolean isDash(int index, int towards) {
        return index > 0
                && index < text.length()
                && text.charAt(index) == '-'
                && index + towards < text.length()
                && isBlank(text.charAt(index + towards));
    }

    private static boolean isBlank(char c) {
        return BLANKS.indexOf(c) >= 0;
    }

    private static int lines(String part) {
        return (int) part.chars().filter(c -> c == '\n').count();
    }
}

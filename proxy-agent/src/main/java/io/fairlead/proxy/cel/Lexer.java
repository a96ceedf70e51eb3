package io.fairlead.proxy.cel;

import java.util.ArrayList;
import java.util.List;

/// Text into words.
final class Lexer {
    private static final List<String> SIGNS =
            List.of(
                    "==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "(", ")", "[", "]", ".", ",",
                    "?", ":", "+", "-", "*", "/", "%");

    private final String text;
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    static List<Token> tokens(String text) throws BadExpression {
        Lexer lexer = new Lexer(text);
        List<Token> tokens = new ArrayList<>();
        Token next = lexer.next();
        while (next.kind() != Token.Kind.END) {
            tokens.add(next);
            next = lexer.next();
        }
        tokens.add(next);
        return tokens;
    }

    private Token next() throws BadExpression {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        int from = at;
        if (at == text.length()) {
            return new Token(Token.Kind.END, "", from);
        }
        char c = text.charAt(at);
        if (c == '"' || c == '\'') {
            return new Token(Token.Kind.STRING, string(c), from);
        }
        if (isDigit(c)) {
            while (at < text.length() && (isDigit(text.charAt(at)) || isFraction())) {
                at++;
            }
            return new Token(Token.Kind.NUMBER, text.substring(from, at), from);
        }
        if (isName(c)) {
            while (at < text.length() && (isName(text.charAt(at)) || isDigit(text.charAt(at)))) {
                at++;
            }
            return new Token(Token.Kind.NAME, text.substring(from, at), from);
        }
        for (String sign : SIGNS) {
            if (text.startsWith(sign, at)) {
                at += sign.length();
                return new Token(Token.Kind.SIGN, sign, from);
            }
        }
        throw new BadExpression("'" + c + "' at " + at + " isn't known");
    }

    private boolean isFraction() {
        return text.charAt(at) == '.' && at + 1 < text.length() && isDigit(text.charAt(at + 1));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isName(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    private String string(char quote) throws BadExpression {
        int from = at++;
        StringBuilder string = new StringBuilder();
        while (at < text.length() && text.charAt(at) != quote) {
            char c = text.charAt(at++);
            if (c == '\\' && at < text.length()) {
                string.append(unescaped(text.charAt(at++)));
            } else {
                string.append(c);
            }
        }
        if (at == text.length()) {
            throw new BadExpression("the string at " + from + " has no end");
        }
        at++;
        return string.toString();
    }

    private static char unescaped(char c) throws BadExpression {
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case '\\', '"', '\'' -> c;
            default -> throw new BadExpression("\\" + c + " in a string isn't known");
        };
    }
}

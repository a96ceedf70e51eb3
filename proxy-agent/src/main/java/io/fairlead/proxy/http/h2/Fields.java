package io.fairlead.proxy.http.h2;

/// Which characters may stand where.
final class Fields {

    private static final String TOKEN = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz";
    private static final String HOST = "-._~%!$&'()*+,;=:[]0123456789abcdefghijklmnopqrstuvwxyz";
    private static final boolean[] IN_NAME = table(TOKEN);
    private static final boolean[] IN_HOST = table(HOST);

    private Fields() {}

    private static boolean[] table(String characters) {
        var table = new boolean[128];
        for (int i = 0; i < characters.length(); i++) {
            table[characters.charAt(i)] = true;
        }
        return table;
    }

    /// A header name: a token in lower case.
    static boolean isName(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 128 || !IN_NAME[c]) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /// A method: a token in either case.
    static boolean isMethod(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isIn(IN_NAME, text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /// A header value: no control characters, no space around it.
    static boolean isValue(CharSequence text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
                return false;
            }
        }
        return length == 0 || !(isSpace(text.charAt(0)) || isSpace(text.charAt(length - 1)));
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    /// A path with its query, or `*` for `OPTIONS`.
    static boolean isPath(CharSequence text, boolean options) {
        if (text.isEmpty() || text.charAt(0) != '/') {
            return options && text.length() == 1 && text.charAt(0) == '*';
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '#') {
                return false;
            }
        }
        return true;
    }

    /// A host with an optional port: no user, no path, no space.
    static boolean isAuthority(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isIn(IN_HOST, text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isIn(boolean[] table, char c) {
        return c < 128 && (table[c] || (c >= 'A' && c <= 'Z'));
    }

    /// A `content-length`, or -1 if it is none.
    static long length(CharSequence text) {
        if (text.isEmpty() || text.length() > 18) {
            return -1;
        }
        long length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            length = length * 10 + (c - '0');
        }
        return length;
    }
}

package io.fairlead.proxy.http.codec;

/// Which bytes may stand where, as tables.
final class Bytes {

    /// Token characters, each mapped to its lower case; 0 for what is none.
    private static final byte[] TOKEN = new byte[256];

    private static final boolean[] VALUE = new boolean[256];
    private static final boolean[] TARGET = new boolean[256];
    private static final boolean[] HOST = new boolean[256];
    private static final byte[] HEX = new byte[256];

    static {
        for (char c : "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz".toCharArray()) {
            TOKEN[c] = (byte) c;
        }
        for (char c = 'A'; c <= 'Z'; c++) {
            TOKEN[c] = (byte) Character.toLowerCase(c);
        }
        for (int b = 0x21; b < 256; b++) {
            VALUE[b] = b != 0x7f;
            TARGET[b] = b < 0x7f && b != '#';
        }
        VALUE[' '] = true;
        VALUE['\t'] = true;
        for (char c :
                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~%!$&'()*+,;=:[]"
                        .toCharArray()) {
            HOST[c] = true;
        }
        for (int b = 0; b < 256; b++) {
            HEX[b] = (byte) (b < 0x7f ? Character.digit(b, 16) : -1);
        }
    }

    private Bytes() {}

    /// The lower case of a token character, 0 for any other byte.
    static int token(byte b) {
        return TOKEN[b & 0xff];
    }

    /// Whether a header value may hold it.
    static boolean value(byte b) {
        return VALUE[b & 0xff];
    }

    /// Whether a request target may hold it.
    static boolean target(byte b) {
        return TARGET[b & 0xff];
    }

    /// Whether an authority may hold it: no user, no path, no space.
    static boolean host(byte b) {
        return HOST[b & 0xff];
    }

    /// Value of a hexadecimal digit, -1 for any other byte.
    static int hex(byte b) {
        return HEX[b & 0xff];
    }

    /// Whether two runs of bytes are the same but for the case of ASCII letters.
    static boolean sameIgnoringCase(byte[] a, int from, int to, String lowerCase) {
        if (to - from != lowerCase.length()) {
            return false;
        }
        for (int i = from; i < to; i++) {
            byte b = a[i];
            int lower = b >= 'A' && b <= 'Z' ? b + 32 : b;
            if (lower != lowerCase.charAt(i - from)) {
                return false;
            }
        }
        return true;
    }
}

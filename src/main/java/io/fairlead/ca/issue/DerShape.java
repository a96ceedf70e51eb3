package io.fairlead.ca.issue;

/// Looks at the outer shape of DER before a parser does: one sequence, nothing after it, not deep.
///
/// Parsers recurse, and a few kilobytes can hold thousands of levels; a request needs eight.
final class DerShape {

    private static final int DEPTH_MAX = 32;
    private static final int CONSTRUCTED = 0x20;
    private static final int LONG_TAG = 0x1f;
    private static final int LONG_LENGTH = 0x80;
    private static final int LENGTH_BYTES_MAX = 3;
    private static final int SEQUENCE = 0x30;

    private final byte[] der;
    private int at;

    private DerShape(byte[] der) {
        this.der = der;
    }

    /// What is wrong; empty when nothing is.
    static String fault(byte[] der) {
        if (der.length == 0 || (der[0] & 0xff) != SEQUENCE) {
            return "it is no DER sequence";
        }
        DerShape shape = new DerShape(der);
        if (!shape.skip(der.length, 0)) {
            return "it is no well-formed DER";
        }
        return shape.at == der.length ? "" : "bytes follow after its end";
    }

    /// Walks over one element; false when it doesn't fit.
    private boolean skip(int end, int depth) {
        if (depth > DEPTH_MAX || at >= end) {
            return false;
        }
        int tag = der[at++] & 0xff;
        if ((tag & LONG_TAG) == LONG_TAG) {
            return false;
        }
        int length = length(end);
        if (length < 0 || length > end - at) {
            return false;
        }
        int inner = at + length;
        if ((tag & CONSTRUCTED) == 0) {
            at = inner;
            return true;
        }
        while (at < inner) {
            if (!skip(inner, depth + 1)) {
                return false;
            }
        }
        return true;
    }

    /// The length that follows; negative when there is none that DER allows.
    private int length(int end) {
        if (at >= end) {
            return -1;
        }
        int first = der[at++] & 0xff;
        if (first < LONG_LENGTH) {
            return first;
        }
        int bytes = first & ~LONG_LENGTH;
        if (bytes == 0 || bytes > LENGTH_BYTES_MAX || bytes > end - at) {
            return -1;
        }
        int length = 0;
        for (int i = 0; i < bytes; i++) {
            length = (length << Byte.SIZE) | (der[at++] & 0xff);
        }
        return length;
    }
}

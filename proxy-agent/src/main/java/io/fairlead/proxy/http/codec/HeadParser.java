package io.fairlead.proxy.http.codec;

/// Parses the head of an HTTP/1.1 message in one pass over bytes that stand in [Head#room] already, and lowers the case
/// of names in place. What two implementations could read differently is malformed: see [Malformed].
///
/// Results: where the head ends (greater than zero); [#INCOMPLETE], to be called again from the start when there are
/// more bytes; or [#FAILED] with [Head#malformed] set.
public final class HeadParser {

    /// There is no end of the head yet.
    public static final int INCOMPLETE = 0;

    /// It can never become a head.
    public static final int FAILED = -1;

    private static final int LONGEST_METHOD = 32;
    private static final int VERSION_LINE = 10;
    private static final int STATUS_LINE = 13;
    private static final String STATUS_START = "HTTP/1.";

    private HeadParser() {}

    /// Parses a request.
    public static int request(Head head, int to, Limits limits) {
        head.clear();
        int at = emptyLine(head, to);
        if (at < 0 || at >= to) {
            return at < 0 ? at : INCOMPLETE;
        }
        int end = requestLine(head, at, to);
        if (end > 0) {
            end = headers(head, end, to, limits.headers());
        }
        end = bounded(head, end, to, limits.headBytes());
        if (end <= 0) {
            return end;
        }
        head.end = end;
        Malformed problem = Framing.request(head);
        return problem == null ? end : fail(head, problem);
    }

    /// Parses a response.
    public static int response(Head head, int to, Limits limits) {
        head.clear();
        int end = statusLine(head, to);
        if (end > 0) {
            end = headers(head, end, to, limits.headers());
        }
        end = bounded(head, end, to, limits.headBytes());
        if (end <= 0) {
            return end;
        }
        head.end = end;
        Malformed problem = Framing.response(head);
        return problem == null ? end : fail(head, problem);
    }

    /// Parses a trailer section, the empty line included.
    public static int trailers(Head head, int to, Limits limits) {
        head.clear();
        int end = bounded(head, headers(head, 0, to, limits.headers()), to, limits.trailerBytes());
        if (end > 0) {
            head.end = end;
        }
        return end;
    }

    private static int bounded(Head head, int end, int to, int most) {
        if (end > most || (end == INCOMPLETE && to >= most)) {
            return fail(head, Malformed.HEAD_TOO_LARGE);
        }
        return end;
    }

    /// RFC 9112 2.2: one empty line before the request is no request. More than one, or half of one, is malformed.
    private static int emptyLine(Head head, int to) {
        byte[] b = head.bytes;
        if (to == 0 || b[0] != '\r') {
            return 0;
        }
        if (to == 1) {
            return to;
        }
        return b[1] == '\n' ? 2 : fail(head, Malformed.BARE_CR);
    }

    private static int requestLine(Head head, int from, int to) {
        byte[] b = head.bytes;
        int i = from;
        while (i < to && Bytes.token(b[i]) != 0) {
            i++;
        }
        if (i - from > LONGEST_METHOD) {
            return fail(head, Malformed.BAD_METHOD);
        }
        if (i == to) {
            return INCOMPLETE;
        }
        if (b[i] != ' ' || i == from) {
            return fail(head, b[i] == '\n' ? Malformed.BARE_LF : Malformed.BAD_METHOD);
        }
        head.methodStart = from;
        head.methodEnd = i;
        int start = ++i;
        while (i < to && Bytes.target(b[i])) {
            i++;
        }
        if (i == to) {
            return INCOMPLETE;
        }
        if (b[i] != ' ' || i == start) {
            return fail(head, Malformed.BAD_TARGET);
        }
        head.targetStart = start;
        head.targetEnd = i;
        return requestVersion(head, i + 1, to);
    }

    private static int requestVersion(Head head, int at, int to) {
        if (to - at < VERSION_LINE) {
            return INCOMPLETE;
        }
        byte[] b = head.bytes;
        if (!isVersion(head, at)) {
            return fail(head, Malformed.BAD_VERSION);
        }
        if (b[at + 8] != '\r') {
            return fail(head, b[at + 8] == '\n' ? Malformed.BARE_LF : Malformed.BAD_VERSION);
        }
        return b[at + 9] == '\n' ? at + VERSION_LINE : fail(head, Malformed.BARE_CR);
    }

    private static boolean isVersion(Head head, int at) {
        byte[] b = head.bytes;
        head.minorVersion = b[at + 7] - '0';
        return b[at] == 'H'
                && b[at + 1] == 'T'
                && b[at + 2] == 'T'
                && b[at + 3] == 'P'
                && b[at + 4] == '/'
                && b[at + 5] == '1'
                && b[at + 6] == '.'
                && (b[at + 7] == '1' || b[at + 7] == '0');
    }

    /// `HTTP/1.1 200 OK`; the reason may be empty, and its space may be missing, which servers do.
    private static int statusLine(Head head, int to) {
        if (to < STATUS_LINE) {
            return mayBecomeStatusLine(head, to) ? INCOMPLETE : fail(head, Malformed.BAD_STATUS);
        }
        byte[] b = head.bytes;
        if (!isVersion(head, 0) || b[8] != ' ') {
            return fail(head, Malformed.BAD_STATUS);
        }
        int status = 0;
        for (int i = 9; i < 12; i++) {
            int digit = b[i] - '0';
            if (digit < 0 || digit > 9) {
                return fail(head, Malformed.BAD_STATUS);
            }
            status = status * 10 + digit;
        }
        if (status < 100 || status > 599 || (b[12] != ' ' && b[12] != '\r')) {
            return fail(head, Malformed.BAD_STATUS);
        }
        head.status = status;
        int i = b[12] == ' ' ? 13 : 12;
        head.reasonStart = i;
        while (i < to && Bytes.value(b[i])) {
            i++;
        }
        head.reasonEnd = i;
        return lineEnd(head, i, to);
    }

    /// Servers of other protocols greet with a few bytes and wait; whoever asked must not wait with them.
    private static boolean mayBecomeStatusLine(Head head, int to) {
        for (int i = 0; i < to; i++) {
            byte b = head.bytes[i];
            if (i < STATUS_START.length() ? b != STATUS_START.charAt(i) : b < ' ') {
                return false;
            }
        }
        return true;
    }

    private static int headers(Head head, int from, int to, int most) {
        byte[] b = head.bytes;
        int i = from;
        while (i < to) {
            if (b[i] == '\r') {
                return lineEnd(head, i, to);
            }
            if (head.count == most) {
                return fail(head, Malformed.HEAD_TOO_LARGE);
            }
            i = header(head, i, to);
            if (i <= 0) {
                return i;
            }
        }
        return INCOMPLETE;
    }

    private static int header(Head head, int from, int to) {
        byte[] b = head.bytes;
        int hash = 0;
        int i = from;
        while (i < to) {
            int lower = Bytes.token(b[i]);
            if (lower == 0) {
                break;
            }
            b[i++] = (byte) lower;
            hash = KnownHeader.hash(hash, lower);
        }
        if (i == to) {
            return INCOMPLETE;
        }
        if (b[i] != ':' || i == from) {
            return fail(head, nameProblem(b[i], i == from));
        }
        int nameEnd = i++;
        while (i < to && (b[i] == ' ' || b[i] == '\t')) {
            i++;
        }
        int valueStart = i;
        while (i < to && Bytes.value(b[i])) {
            i++;
        }
        int next = lineEnd(head, i, to);
        if (next <= 0) {
            return next;
        }
        int valueEnd = i;
        while (valueEnd > valueStart && (b[valueEnd - 1] == ' ' || b[valueEnd - 1] == '\t')) {
            valueEnd--;
        }
        int added = head.add(from, nameEnd, KnownHeader.of(b, from, nameEnd, hash));
        boolean plain = valueStart == nameEnd + 2 && b[nameEnd + 1] == ' ' && valueEnd == i;
        head.value(added, valueStart, valueEnd, plain);
        return next;
    }

    private static Malformed nameProblem(byte b, boolean lineStart) {
        if (lineStart && (b == ' ' || b == '\t')) {
            return Malformed.FOLDED;
        }
        return lineStart && b == '\n' ? Malformed.BARE_LF : Malformed.BAD_NAME;
    }

    /// CRLF at `i`, or what is wrong there.
    private static int lineEnd(Head head, int i, int to) {
        if (i == to) {
            return INCOMPLETE;
        }
        byte[] b = head.bytes;
        if (b[i] != '\r') {
            return fail(head, b[i] == '\n' ? Malformed.BARE_LF : Malformed.BAD_CHARACTER);
        }
        if (i + 1 == to) {
            return INCOMPLETE;
        }
        return b[i + 1] == '\n' ? i + 2 : fail(head, Malformed.BARE_CR);
    }

    private static int fail(Head head, Malformed problem) {
        head.malformed = problem;
        return FAILED;
    }
}

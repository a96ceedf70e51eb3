package io.fairlead.proxy.http.codec;

import org.jspecify.annotations.Nullable;

/// The forms of a request target (RFC 9112 3.2) and the host that goes with them.
final class Targets {

    private Targets() {}

    static @Nullable Malformed check(Head head) {
        int host = head.first(KnownHeader.HOST);
        if (host < 0 || !isAuthority(head, head.valueStart(host), head.valueEnd(host))) {
            return Malformed.BAD_HOST;
        }
        byte start = head.bytes[head.targetStart];
        if (head.methodIs("CONNECT")) {
            return isAuthority(head, head.targetStart, head.targetEnd)
                    ? null
                    : Malformed.BAD_TARGET;
        }
        if (start == '/') {
            return null;
        }
        if (start == '*') {
            boolean options = head.methodIs("OPTIONS") && head.targetEnd - head.targetStart == 1;
            return options ? null : Malformed.BAD_TARGET;
        }
        return absolute(head, host);
    }

    /// `http://host/path` becomes `/path` where the host is the one that `Host` says. RFC 9112 3.2.2 would have us
    /// replace `Host`; a client that means two hosts at once is refused instead.
    private static @Nullable Malformed absolute(Head head, int host) {
        byte[] b = head.bytes;
        int from = scheme(head);
        if (from < 0) {
            return Malformed.BAD_TARGET;
        }
        int to = from;
        while (to < head.targetEnd && b[to] != '/' && b[to] != '?') {
            to++;
        }
        if (!isAuthority(head, from, to)) {
            return Malformed.BAD_TARGET;
        }
        String value = lowerCase(head, head.valueStart(host), head.valueEnd(host));
        if (!Bytes.sameIgnoringCase(b, from, to, value)) {
            return Malformed.BAD_HOST;
        }
        if (to == head.targetEnd && head.methodIs("OPTIONS")) {
            b[--to] = '*';
        } else if (to == head.targetEnd || b[to] == '?') {
            b[--to] = '/';
        }
        head.targetStart = to;
        return null;
    }

    private static int scheme(Head head) {
        int start = head.targetStart;
        for (String scheme : SCHEMES) {
            int end = start + scheme.length();
            if (end < head.targetEnd && Bytes.sameIgnoringCase(head.bytes, start, end, scheme)) {
                return end;
            }
        }
        return -1;
    }

    private static final String[] SCHEMES = {"http://", "https://"};

    private static String lowerCase(Head head, int start, int end) {
        var text = new StringBuilder(end - start);
        for (int i = start; i < end; i++) {
            text.append(
                    (char)
                            (head.bytes[i]
                                    | (head.bytes[i] >= 'A' && head.bytes[i] <= 'Z' ? 32 : 0)));
        }
        return text.toString();
    }

    /// `host` or `host:port`; a host in brackets is an IPv6 address.
    private static boolean isAuthority(Head head, int start, int end) {
        byte[] b = head.bytes;
        if (start == end || b[start] == ':') {
            return false;
        }
        boolean inBrackets = b[start] == '[';
        int colon = -1;
        for (int i = start; i < end; i++) {
            if (!Bytes.host(b[i]) || (b[i] == '[' && i != start)) {
                return false;
            }
            if (b[i] == ']') {
                if (!inBrackets || colon >= 0) {
                    return false;
                }
                inBrackets = false;
                if (i + 1 < end && b[i + 1] != ':') {
                    return false;
                }
            } else if (b[i] == ':' && !inBrackets) {
                if (colon >= 0) {
                    return false;
                }
                colon = i;
            }
        }
        return !inBrackets && (colon < 0 || isPort(b, colon + 1, end));
    }

    private static boolean isPort(byte[] b, int start, int end) {
        if (end - start > 5) {
            return false;
        }
        for (int i = start; i < end; i++) {
            if (b[i] < '0' || b[i] > '9') {
                return false;
            }
        }
        return true;
    }
}

package io.fairlead.proxy.http.codec;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What the headers say about the message: where it ends, whose it is, and what becomes of the connection.
///
/// Stricter than RFC 9112 where that allows to repair: two `Content-Length`, equal or not, are refused; so is
/// `Transfer-Encoding` beside `Content-Length`, and an absolute target whose authority isn't that of `Host`.
final class Framing {

    private static final int LONGEST_LENGTH = 18;

    private Framing() {}

    static @Nullable Malformed request(Head head) {
        Malformed problem = scan(head);
        if (problem != null) {
            return problem;
        }
        if (head.chunked && head.minorVersion == 0) {
            return Malformed.BAD_ENCODING;
        }
        return Targets.check(head);
    }

    static @Nullable Malformed response(Head head) {
        Malformed problem = scan(head);
        if (problem == Malformed.UNKNOWN_ENCODING || (head.chunked && head.minorVersion == 0)) {
            return Malformed.BAD_ENCODING;
        }
        return problem == null ? aboutNothing(head) : problem;
    }

    /// RFC 9112 6.1 and RFC 9110 8.6: a response that never has a body says nothing of how long it is. One that does
    /// may have a body behind it, which would be read as the next answer.
    private static @Nullable Malformed aboutNothing(Head head) {
        if (head.status >= 200 && head.status != 204) {
            return null;
        }
        if (head.chunked) {
            return Malformed.BAD_ENCODING;
        }
        return head.contentLength > 0 ? Malformed.BAD_LENGTH : null;
    }

    private static @Nullable Malformed scan(Head head) {
        for (int i = 0; i < head.count; i++) {
            Malformed problem = one(head, i);
            if (problem != null) {
                return problem;
            }
        }
        if (head.chunked && head.contentLength != Head.NO_LENGTH) {
            return Malformed.TWO_LENGTHS;
        }
        head.upgrade &= head.has(KnownHeader.UPGRADE);
        return null;
    }

    private static @Nullable Malformed one(Head head, int i) {
        KnownHeader known = head.known[i];
        if (known == KnownHeader.OTHER) {
            return null;
        }
        boolean again = head.first(known) != i;
        return switch (known) {
            case HOST -> again ? Malformed.BAD_HOST : null;
            case CONTENT_LENGTH -> again ? Malformed.BAD_LENGTH : length(head, i);
            case TRANSFER_ENCODING -> again ? Malformed.BAD_ENCODING : encoding(head, i);
            case CONNECTION -> connection(head, i);
            default -> null;
        };
    }

    private static @Nullable Malformed length(Head head, int i) {
        int start = head.valueStart(i);
        int end = head.valueEnd(i);
        if (start == end || end - start > LONGEST_LENGTH) {
            return Malformed.BAD_LENGTH;
        }
        long length = 0;
        for (int at = start; at < end; at++) {
            int digit = head.bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                return Malformed.BAD_LENGTH;
            }
            length = length * 10 + digit;
        }
        head.contentLength = length;
        return null;
    }

    /// `chunked` and nothing else; RFC 9112 6.1 has 501 for codings that we don't know, as long as `chunked` is last.
    private static @Nullable Malformed encoding(Head head, int i) {
        int start = head.valueStart(i);
        int end = head.valueEnd(i);
        if (Bytes.sameIgnoringCase(head.bytes, start, end, "chunked")) {
            head.chunked = true;
            return null;
        }
        boolean last = false;
        int at = start;
        while (at < end) {
            int tokenEnd = at;
            while (tokenEnd < end && Bytes.token(head.bytes[tokenEnd]) != 0) {
                tokenEnd++;
            }
            int comma = afterSpaces(head.bytes, tokenEnd, end);
            if (tokenEnd == at || last || (comma < end && head.bytes[comma] != ',')) {
                return Malformed.BAD_ENCODING;
            }
            last = Bytes.sameIgnoringCase(head.bytes, at, tokenEnd, "chunked");
            at = comma == end ? end : afterSpaces(head.bytes, comma + 1, end);
            if (at == end && comma < end) {
                return Malformed.BAD_ENCODING;
            }
        }
        return last ? Malformed.UNKNOWN_ENCODING : Malformed.BAD_ENCODING;
    }

    private static int afterSpaces(byte[] b, int from, int end) {
        int i = from;
        while (i < end && (b[i] == ' ' || b[i] == '\t')) {
            i++;
        }
        return i;
    }

    private static @Nullable Malformed connection(Head head, int i) {
        byte[] b = head.bytes;
        int end = head.valueEnd(i);
        int at = head.valueStart(i);
        while (at < end) {
            int next = at;
            while (next < end && b[next] != ',') {
                next++;
            }
            int from = afterSpaces(b, at, next);
            int to = next;
            while (to > from && (b[to - 1] == ' ' || b[to - 1] == '\t')) {
                to--;
            }
            if (to > from && !option(head, from, to)) {
                return Malformed.BAD_CONNECTION;
            }
            at = next + 1;
        }
        return null;
    }

    /// One option of `Connection`. False for a header that must not be lost: dropping `Host` or a length would change
    /// what the message is, dropping what proxies add would let a client unsay it.
    private static boolean option(Head head, int from, int to) {
        byte[] b = head.bytes;
        int hash = 0;
        for (int i = from; i < to; i++) {
            int lower = Bytes.token(b[i]);
            if (lower == 0) {
                return true;
            }
            b[i] = (byte) lower;
            hash = KnownHeader.hash(hash, lower);
        }
        if (head.matches(from, to, "close")) {
            head.close = true;
            return true;
        }
        KnownHeader named = KnownHeader.of(b, from, to, hash);
        return switch (named) {
            case KEEP_ALIVE -> {
                head.keepAlive = true;
                yield true;
            }
            case UPGRADE -> {
                head.upgrade = true;
                yield true;
            }
            case HOST, CONTENT_LENGTH, X_REQUEST_ID, X_FORWARDED_FOR, X_FORWARDED_PROTO -> false;
            case X_FORWARDED_CLIENT_CERT -> false;
            default -> {
                head.nominates |= !named.hopByHop();
                yield true;
            }
        };
    }

    /// Whether some `Connection` of this head nominates header `i`.
    static boolean nominated(Head head, int i) {
        for (int c = head.first(KnownHeader.CONNECTION); c >= 0 && c < head.count; c++) {
            if (head.known[c] == KnownHeader.CONNECTION && lists(head, c, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean lists(Head head, int connection, int i) {
        byte[] b = head.bytes;
        int length = head.nameEnd(i) - head.nameStart(i);
        int end = head.valueEnd(connection);
        for (int at = head.valueStart(connection); at + length <= end; at++) {
            boolean starts = at == head.valueStart(connection) || Bytes.token(b[at - 1]) == 0;
            boolean ends = at + length == end || Bytes.token(b[at + length]) == 0;
            if (starts && ends && same(b, at, head.nameStart(i), length)) {
                return true;
            }
        }
        return false;
    }

    private static boolean same(byte[] b, int one, int other, int length) {
        return Arrays.equals(b, one, one + length, b, other, other + length);
    }
}

package io.fairlead.proxy.upstream.balance;

/// xxHash64 with seed 0 over the bytes of a Latin-1 text, which is what Envoy's rings and hash policies use.
/// The algorithm is public (xxHash specification 0.1.1).
public final class XxHash64 {
    private static final long P1 = 0x9E3779B185EBCA87L;
    private static final long P1_PLUS_P2 = 0x60EA27EEADC0B5D6L;
    private static final long P2 = 0xC2B2AE3D27D4EB4FL;
    private static final long P3 = 0x165667B19E3779F9L;
    private static final long P4 = 0x85EBCA77C2B2AE63L;
    private static final long P5 = 0x27D4EB2F165667C5L;

    private XxHash64() {}

    /// The hash; characters above 0xff count as their low byte.
    public static long hash(CharSequence text) {
        int length = text.length();
        int at = 0;
        long hash;
        if (length >= 32) {
            long a = P1_PLUS_P2;
            long b = P2;
            long c = 0;
            long d = -P1;
            for (; at <= length - 32; at += 32) {
                a = round(a, eight(text, at));
                b = round(b, eight(text, at + 8));
                c = round(c, eight(text, at + 16));
                d = round(d, eight(text, at + 24));
            }
            hash =
                    Long.rotateLeft(a, 1)
                            + Long.rotateLeft(b, 7)
                            + Long.rotateLeft(c, 12)
                            + Long.rotateLeft(d, 18);
            hash = merge(merge(merge(merge(hash, a), b), c), d);
        } else {
            hash = P5;
        }
        return finish(hash + length, text, at);
    }

    private static long finish(long start, CharSequence text, int from) {
        long hash = start;
        int at = from;
        for (; at <= text.length() - 8; at += 8) {
            hash = Long.rotateLeft(hash ^ round(0, eight(text, at)), 27) * P1 + P4;
        }
        if (at <= text.length() - 4) {
            hash = Long.rotateLeft(hash ^ (four(text, at) * P1), 23) * P2 + P3;
            at += 4;
        }
        for (; at < text.length(); at++) {
            hash = Long.rotateLeft(hash ^ (one(text, at) * P5), 11) * P1;
        }
        hash = (hash ^ (hash >>> 33)) * P2;
        hash = (hash ^ (hash >>> 29)) * P3;
        return hash ^ (hash >>> 32);
    }

    private static long round(long into, long value) {
        return Long.rotateLeft(into + value * P2, 31) * P1;
    }

    private static long merge(long into, long value) {
        return (into ^ round(0, value)) * P1 + P4;
    }

    private static long one(CharSequence text, int at) {
        return text.charAt(at) & 0xff;
    }

    private static long four(CharSequence text, int at) {
        return one(text, at)
                | one(text, at + 1) << 8
                | one(text, at + 2) << 16
                | one(text, at + 3) << 24;
    }

    private static long eight(CharSequence text, int at) {
        return four(text, at) | four(text, at + 4) << 32;
    }
}

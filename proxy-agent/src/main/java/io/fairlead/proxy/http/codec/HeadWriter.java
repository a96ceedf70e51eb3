package io.fairlead.proxy.http.codec;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes heads into one array that its event loop reuses, to be copied into an outgoing buffer at the end.
public final class HeadWriter {

    /// Headers that never go further than this connection, as a set for [#copy].
    public static final long HOP_BY_HOP = hopByHop();

    private static final int FIRST_BYTES = 16 * 1024;
    private static final byte[] CHUNKED = bytes("transfer-encoding: chunked\r\n");
    private static final byte[] CLOSE = bytes("connection: close\r\n");
    private static final byte[] LENGTH = bytes("content-length: ");

    private byte[] out = new byte[FIRST_BYTES];
    private int length;

    /// Text as bytes, for names and values that are written often.
    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /// The set of these headers.
    public static long set(KnownHeader... headers) {
        long set = 0;
        for (KnownHeader header : headers) {
            set |= 1L << header.id();
        }
        return set;
    }

    private static long hopByHop() {
        long set = 0;
        for (KnownHeader header : KnownHeader.values()) {
            set |= header.hopByHop() ? 1L << header.id() : 0;
        }
        return set;
    }

    /// Begins another head.
    public void clear() {
        length = 0;
    }

    /// How many bytes are written.
    public int length() {
        return length;
    }

    /// Copies what is written to a buffer.
    public void to(ByteBuf buffer) {
        buffer.writeBytes(out, 0, length);
    }

    /// What is written, as text.
    @Override
    public String toString() {
        return new String(out, 0, length, StandardCharsets.ISO_8859_1);
    }

    public void raw(byte[] bytes) {
        raw(bytes, 0, bytes.length);
    }

    public void raw(byte[] bytes, int start, int end) {
        int n = end - start;
        ensure(n);
        System.arraycopy(bytes, start, out, length, n);
        length += n;
    }

    /// Writes text of which each character is one byte.
    @SuppressWarnings(
            "deprecation") // Latin-1 is exactly what it copies, and no other way copies without a
    // detour.
    public void text(String text) {
        int n = text.length();
        ensure(n);
        text.getBytes(0, n, out, length);
        length += n;
    }

    public void number(long number) {
        ensure(20);
        int digits = 1;
        for (long rest = number / 10; rest != 0; rest /= 10) {
            digits++;
        }
        long rest = number;
        for (int at = length + digits - 1; at >= length; at--) {
            out[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
    }

    public void space() {
        ensure(1);
        out[length++] = ' ';
    }

    public void crlf() {
        ensure(2);
        out[length++] = '\r';
        out[length++] = '\n';
    }

    /// Writes a header line.
    ///
    /// @param name in lower case
    public void header(String name, String value) {
        text(name);
        separator();
        text(value);
        crlf();
    }

    public void header(KnownHeader name, String value) {
        name(name);
        text(value);
        crlf();
    }

    public void header(KnownHeader name, long value) {
        name(name);
        number(value);
        crlf();
    }

    /// Writes `name: ` alone.
    public void name(KnownHeader name) {
        raw(name.bytes());
        separator();
    }

    public void contentLength(long value) {
        raw(LENGTH);
        number(value);
        crlf();
    }

    public void chunked() {
        raw(CHUNKED);
    }

    public void connectionClose() {
        raw(CLOSE);
    }

    /// Copies all headers but those in `skip`, those that `Connection` nominates and those that `dropped` names. Lines
    /// that stand together and need no change are copied together.
    ///
    /// @param skip a [#set]
    public void copy(Head head, long skip, Dropped dropped) {
        boolean simple = !head.nominates() && dropped.none();
        int runStart = -1;
        int runEnd = -1;
        for (int i = 0; i < head.count; i++) {
            boolean goes = (skip >>> head.known[i].id() & 1) != 0;
            goes = goes || (!simple && (Framing.nominated(head, i) || dropped.drops(head, i)));
            if (!goes && head.plain[i]) {
                runStart = runStart < 0 ? head.nameStart(i) : runStart;
                runEnd = head.valueEnd(i) + 2;
                continue;
            }
            if (runStart >= 0) {
                raw(head.bytes, runStart, runEnd);
                runStart = -1;
            }
            if (!goes) {
                line(head, i);
            }
        }
        if (runStart >= 0) {
            raw(head.bytes, runStart, runEnd);
        }
    }

    private void line(Head head, int i) {
        raw(head.bytes, head.nameStart(i), head.nameEnd(i));
        separator();
        raw(head.bytes, head.valueStart(i), head.valueEnd(i));
        crlf();
    }

    private void separator() {
        ensure(2);
        out[length++] = ':';
        out[length++] = ' ';
    }

    private void ensure(int more) {
        if (out.length - length < more) {
            out = Arrays.copyOf(out, Math.max(out.length * 2, length + more));
        }
    }

    /// Headers that a decision takes away.
    @FunctionalInterface
    public interface Dropped {
        /// None.
        Dropped NONE =
                new Dropped() {
                    @Override
                    public boolean drops(Head head, int i) {
                        return false;
                    }

                    @Override
                    public boolean none() {
                        return true;
                    }
                };

        /// Whether header `i` goes.
        boolean drops(Head head, int i);

        /// Whether nothing ever goes, which saves asking.
        default boolean none() {
            return false;
        }
    }
}

package io.fairlead.proxy.http.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A parsed head: a copy of its bytes and a table of where its parts are. Reused from message to message, so that a
/// request costs no objects; it belongs to one event loop. Names are in lower case.
///
/// Header `i` is named by bytes `nameStart(i)` to `nameEnd(i)` and valued by bytes `valueStart(i)` to `valueEnd(i)`.
public final class Head {

    /// No body length is given.
    public static final long NO_LENGTH = -1;

    static final int SPAN = 4;
    private static final int FIRST_BYTES = 2048;
    private static final int FIRST_HEADERS = 32;

    byte[] bytes = new byte[FIRST_BYTES];
    int count;
    int[] spans = new int[FIRST_HEADERS * SPAN];
    KnownHeader[] known = new KnownHeader[FIRST_HEADERS];
    boolean[] plain = new boolean[FIRST_HEADERS];
    private final int[] first = new int[KnownHeader.count()];

    // Start line. A request has a method and a target, a response a status and a reason.
    int methodStart;
    int methodEnd;
    int targetStart;
    int targetEnd;
    int status;
    int reasonStart;
    int reasonEnd;
    int minorVersion;

    // Framing and connection, as the parser found them.
    long contentLength;
    boolean chunked;
    boolean close;
    boolean keepAlive;
    boolean upgrade;
    boolean nominates;
    @Nullable Malformed malformed;
    int end;
    private int filled;

    /// An empty head.
    public Head() {
        reset();
    }

    /// Forgets the message and gives back memory that a large one needed.
    public void reset() {
        filled = 0;
        if (bytes.length > FIRST_BYTES * 4) {
            bytes = new byte[FIRST_BYTES];
        }
        clear();
    }

    void clear() {
        count = 0;
        Arrays.fill(first, -1);
        methodStart = 0;
        methodEnd = 0;
        targetStart = 0;
        targetEnd = 0;
        status = 0;
        reasonStart = 0;
        reasonEnd = 0;
        minorVersion = 1;
        contentLength = NO_LENGTH;
        chunked = false;
        close = false;
        keepAlive = false;
        upgrade = false;
        nominates = false;
        malformed = null;
        end = 0;
    }

    /// The array to copy a head into before it is parsed, with room for `length` bytes. What it held is kept.
    @SuppressWarnings("MutableArray")
    public byte[] room(int length) {
        if (bytes.length < length) {
            bytes = Arrays.copyOf(bytes, Math.max(length, Math.min(bytes.length * 2, 1 << 20)));
        }
        return bytes;
    }

    /// The array that all offsets point into.
    public byte[] bytes() {
        return bytes;
    }

    public int methodStart() {
        return methodStart;
    }

    public int methodEnd() {
        return methodEnd;
    }

    public int targetStart() {
        return targetStart;
    }

    public int targetEnd() {
        return targetEnd;
    }

    /// How many bytes of a head that is not complete yet were copied to [#room].
    public int filled() {
        return filled;
    }

    public void filled(int bytes) {
        filled = bytes;
    }

    /// How many headers there are.
    public int count() {
        return count;
    }

    public int nameStart(int i) {
        return spans[i * SPAN];
    }

    public int nameEnd(int i) {
        return spans[i * SPAN + 1];
    }

    public int valueStart(int i) {
        return spans[i * SPAN + 2];
    }

    public int valueEnd(int i) {
        return spans[i * SPAN + 3];
    }

    /// Which header it is, as far as the proxy knows it.
    public KnownHeader known(int i) {
        return known[i];
    }

    /// Whether its line is `name: value` CRLF without any other space, so that it can be copied as it stands.
    boolean plain(int i) {
        return plain[i];
    }

    /// Index of the first header of this kind, or -1.
    public int first(KnownHeader header) {
        return first[header.id()];
    }

    public boolean has(KnownHeader header) {
        return first[header.id()] >= 0;
    }

    /// Status of a response.
    public int status() {
        return status;
    }

    /// 1 for HTTP/1.1, 0 for HTTP/1.0.
    public int minorVersion() {
        return minorVersion;
    }

    /// The body's length by `Content-Length`, or [#NO_LENGTH].
    public long contentLength() {
        return contentLength;
    }

    /// Whether the body comes in chunks.
    public boolean chunked() {
        return chunked;
    }

    /// Whether `Connection` says close.
    public boolean close() {
        return close;
    }

    /// Whether `Connection` says keep-alive.
    public boolean keepAlive() {
        return keepAlive;
    }

    /// Whether the connection can carry another message after this one.
    public boolean persistent() {
        return minorVersion == 1 ? !close : keepAlive && !close;
    }

    /// Whether `Connection` nominates `Upgrade` and there is one.
    public boolean upgrade() {
        return upgrade;
    }

    /// Whether `Connection` nominates headers that are to be dropped with it; see [HeadWriter#copy].
    public boolean nominates() {
        return nominates;
    }

    /// Why parsing failed.
    public @Nullable Malformed malformed() {
        return malformed;
    }

    /// Where the head ends.
    public int end() {
        return end;
    }

    /// Whether the request's method is this one.
    public boolean methodIs(String method) {
        return matches(methodStart, methodEnd, method);
    }

    /// Whether the bytes from `start` to `end` are this ASCII text.
    public boolean matches(int start, int end, String text) {
        int length = end - start;
        if (length != text.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[start + i] != (byte) text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /// Index of the first header of this name at or after `from`, or -1.
    ///
    /// @param name in lower case
    public int find(String name, int from) {
        for (int i = from; i < count; i++) {
            if (matches(nameStart(i), nameEnd(i), name)) {
                return i;
            }
        }
        return -1;
    }

    /// The value of this header, several of one name joined by `,`; null when absent.
    ///
    /// @param name in lower case
    public @Nullable String value(String name) {
        int i = find(name, 0);
        if (i < 0) {
            return null;
        }
        String value = value(i);
        for (i = find(name, i + 1); i >= 0; i = find(name, i + 1)) {
            value = value + ',' + value(i);
        }
        return value;
    }

    /// The value of header `i`.
    public String value(int i) {
        return text(valueStart(i), valueEnd(i));
    }

    /// The value of the first header of this kind, or null.
    public @Nullable String value(KnownHeader header) {
        int i = first(header);
        return i < 0 ? null : value(i);
    }

    /// The method of a request.
    public String method() {
        return text(methodStart, methodEnd);
    }

    /// The target of a request as sent.
    public String target() {
        return text(targetStart, targetEnd);
    }

    /// Bytes as text, each byte one character.
    public String text(int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    int add(int nameStart, int nameEnd, KnownHeader header) {
        if (count == known.length) {
            int more = count * 2;
            spans = Arrays.copyOf(spans, more * SPAN);
            known = Arrays.copyOf(known, more);
            plain = Arrays.copyOf(plain, more);
        }
        int i = count++;
        spans[i * SPAN] = nameStart;
        spans[i * SPAN + 1] = nameEnd;
        known[i] = header;
        if (first[header.id()] < 0) {
            first[header.id()] = i;
        }
        return i;
    }

    void value(int i, int start, int end, boolean isPlain) {
        spans[i * SPAN + 2] = start;
        spans[i * SPAN + 3] = end;
        plain[i] = isPlain;
    }

    /// Adds a header to a head that did not come from the HTTP/1.1 parser. The caller has validated both.
    ///
    /// @param name in lower case
    public void append(CharSequence name, CharSequence value) {
        int start = end;
        int nameEnd = start + name.length();
        room(nameEnd + 2 + value.length() + 2);
        int hash = 0;
        for (int i = 0; i < name.length(); i++) {
            byte b = (byte) name.charAt(i);
            hash = KnownHeader.hash(hash, b & 0xff);
            bytes[start + i] = b;
        }
        bytes[nameEnd] = ':';
        bytes[nameEnd + 1] = ' ';
        int valueStart = nameEnd + 2;
        end = put(valueStart, value);
        int header = add(start, nameEnd, KnownHeader.of(bytes, start, nameEnd, hash));
        value(header, valueStart, end, true);
        bytes[end++] = '\r';
        bytes[end++] = '\n';
    }

    /// Sets the start line of a request that did not come from the HTTP/1.1 parser.
    public void request(CharSequence method, CharSequence target) {
        room(method.length() + target.length() + end);
        methodStart = end;
        methodEnd = put(end, method);
        targetStart = methodEnd;
        targetEnd = put(methodEnd, target);
        end = targetEnd;
    }

    /// Begins a response that does not come from the HTTP/1.1 parser.
    public void clear(int of) {
        clear();
        status = of;
    }

    /// Whether the value of header `i` begins with this lower-case text, whatever its own case.
    public boolean startsWith(int i, String lowerCase) {
        int end = valueStart(i) + lowerCase.length();
        return end <= valueEnd(i) && Bytes.sameIgnoringCase(bytes, valueStart(i), end, lowerCase);
    }

    /// Whether `TE` says that trailers are welcome.
    public boolean wantsTrailers() {
        int i = first(KnownHeader.TE);
        return i >= 0 && value(i).toLowerCase(Locale.ROOT).contains("trailers");
    }

    /// Sets the status of a response that did not come from the HTTP/1.1 parser.
    public void response(int status) {
        this.status = status;
    }

    /// Sets the framing of a message that did not come from the HTTP/1.1 parser.
    public void framing(long contentLength, boolean chunked) {
        this.contentLength = contentLength;
        this.chunked = chunked;
    }

    private int put(int at, CharSequence text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            bytes[at + i] = (byte) text.charAt(i);
        }
        return at + length;
    }
}

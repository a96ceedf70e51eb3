package io.fairlead.proxy.http.h2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.fairlead.proxy.http.codec.Head;
import io.fairlead.proxy.http.codec.HeadWriter;
import io.fairlead.proxy.http.codec.KnownHeader;
import io.fairlead.proxy.http.forward.Edits;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes the header block of a message from a head and what changes in it. One belongs to one connection. Names come
/// from a small cache, because the same few come again and again; values are copied, because the compression table
/// keeps them longer than the head lives.
final class HeadBlocks {

    private static final int CACHE_SLOTS = 256;
    private static final int PUT_SLOTS = 16;
    private static final AsciiString HTTP = AsciiString.cached("http");
    private static final AsciiString TE = AsciiString.cached("te");
    private static final AsciiString TRAILERS = AsciiString.cached("trailers");
    private static final long NEVER = HeadWriter.HOP_BY_HOP | HeadWriter.set(KnownHeader.HOST);

    private static final AsciiString[] STATUS = statuses();

    private final @Nullable AsciiString[] names = new @Nullable AsciiString[CACHE_SLOTS];
    private final Map<String, AsciiString> ownNames = new HashMap<>();
    private final @Nullable Put[] put = new @Nullable Put[PUT_SLOTS];
    private final List<AsciiString> fields = new ArrayList<>();

    /// The head of a request.
    Http2Headers request(Head head, Edits edits) {
        fields.clear();
        String path = edits.path();
        String authority = edits.authority();
        copy(head, edits.skip(), edits);
        added(edits);
        // gRPC servers want to see it; it is the only use of `te` that HTTP/2 knows.
        if (head.wantsTrailers()) {
            fields.add(TE);
            fields.add(TRAILERS);
        }
        int host = head.first(KnownHeader.HOST);
        AsciiString to =
                authority == null
                        ? host < 0 ? AsciiString.EMPTY_STRING : value(head, host)
                        : new AsciiString(authority);
        return ReadOnlyHttp2Headers.clientHeaders(
                false,
                bytes(head, head.methodStart(), head.methodEnd()),
                path == null
                        ? bytes(head, head.targetStart(), head.targetEnd())
                        : new AsciiString(path),
                HTTP,
                to,
                fields.toArray(AsciiString[]::new));
    }

    /// The head of a response.
    Http2Headers response(Head head, @Nullable Edits edits) {
        fields.clear();
        copy(head, edits == null ? 0 : edits.skip(), edits);
        if (edits != null) {
            added(edits);
        }
        return ReadOnlyHttp2Headers.serverHeaders(
                false, status(head.status()), fields.toArray(AsciiString[]::new));
    }

    /// Trailers.
    Http2Headers trailers(Head head) {
        fields.clear();
        copy(head, HeadWriter.set(KnownHeader.CONTENT_LENGTH, KnownHeader.TRAILER), null);
        return ReadOnlyHttp2Headers.trailers(false, fields.toArray(AsciiString[]::new));
    }

    private void copy(Head head, long skip, HeadWriter.@Nullable Dropped dropped) {
        long gone = skip | NEVER;
        boolean asks = dropped != null && !dropped.none();
        String nominated = head.nominates() ? nominated(head) : "";
        for (int i = 0; i < head.count(); i++) {
            KnownHeader known = head.known(i);
            boolean goes = (gone >>> known.id() & 1) != 0;
            goes = goes || (asks && dropped != null && dropped.drops(head, i));
            goes = goes || (!nominated.isEmpty() && isNominated(head, i, nominated));
            if (!goes) {
                fields.add(name(head, i));
                fields.add(value(head, i));
            }
        }
    }

    private void added(Edits edits) {
        for (int i = 0; i < edits.count(); i++) {
            KnownHeader known = KnownHeader.of(edits.name(i));
            if (!known.hopByHop()) {
                fields.add(ownName(edits.name(i)));
                fields.add(ownValue(edits.value(i), i));
            }
        }
    }

    /// Names that are put come from our own code and from rules; should there ever be many, they aren't remembered.
    private AsciiString ownName(String name) {
        AsciiString known = ownNames.get(name);
        if (known == null) {
            known = new AsciiString(name);
            if (ownNames.size() < CACHE_SLOTS) {
                ownNames.put(name, known);
            }
        }
        return known;
    }

    /// Most values that are put are those that the message before got in the same place.
    private AsciiString ownValue(String value, int place) {
        int slot = place & (PUT_SLOTS - 1);
        Put known = put[slot];
        if (known == null || !known.text.equals(value)) {
            known = new Put(value, new AsciiString(value.getBytes(ISO_8859_1), false));
            put[slot] = known;
        }
        return known.bytes;
    }

    /// What `Connection` nominates, as `,a,b,` in lower case.
    private static String nominated(Head head) {
        String all = head.value("connection");
        return all == null ? "" : "," + all.toLowerCase(Locale.ROOT).replaceAll("[ \\t]", "") + ",";
    }

    private static boolean isNominated(Head head, int i, String nominated) {
        return nominated.contains("," + head.text(head.nameStart(i), head.nameEnd(i)) + ",");
    }

    private AsciiString name(Head head, int i) {
        int start = head.nameStart(i);
        int end = head.nameEnd(i);
        byte[] bytes = head.bytes();
        int hash = end - start;
        for (int at = start; at < end; at++) {
            hash = hash * 31 + bytes[at];
        }
        int slot = (hash ^ (hash >>> 8)) & (CACHE_SLOTS - 1);
        AsciiString cached = names[slot];
        if (cached == null || !same(cached, bytes, start, end)) {
            cached = bytes(head, start, end);
            names[slot] = cached;
        }
        return cached;
    }

    private static boolean same(AsciiString text, byte[] bytes, int start, int end) {
        if (text.length() != end - start) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.byteAt(i) != bytes[start + i]) {
                return false;
            }
        }
        return true;
    }

    private static AsciiString value(Head head, int i) {
        return bytes(head, head.valueStart(i), head.valueEnd(i));
    }

    private static AsciiString bytes(Head head, int start, int end) {
        return new AsciiString(head.bytes(), start, end - start, true);
    }

    /// A value that was put, and its bytes.
    private record Put(String text, AsciiString bytes) {}

    private static AsciiString status(int code) {
        return code >= 100 && code < 600
                ? STATUS[code - 100]
                : new AsciiString(Integer.toString(code));
    }

    private static AsciiString[] statuses() {
        var texts = new AsciiString[500];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = AsciiString.cached(Integer.toString(i + 100));
        }
        return texts;
    }
}

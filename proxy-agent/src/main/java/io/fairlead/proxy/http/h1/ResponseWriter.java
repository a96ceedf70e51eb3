package io.fairlead.proxy.http.h1;

import io.fairlead.proxy.http.codec.Head;
import io.fairlead.proxy.http.codec.HeadWriter;
import io.fairlead.proxy.http.codec.KnownHeader;
import io.fairlead.proxy.http.forward.Edits;

/// Writes the head of a response to a client.
final class ResponseWriter {

    private static final long LENGTHS =
            HeadWriter.set(KnownHeader.CONTENT_LENGTH, KnownHeader.TRANSFER_ENCODING);
    private static final byte[] KEEP_ALIVE = HeadWriter.bytes("connection: keep-alive\r\n");
    private static final byte[] UPGRADE = HeadWriter.bytes("connection: upgrade\r\n");

    private ResponseWriter() {}

    /// Whether nothing in the head says where its body ends: there is no length, or there may be none (RFC 9110 8.6).
    static boolean lengthless(Head of) {
        boolean ruledOut = of.status() == 204 || of.status() < 200;
        return ruledOut || of.contentLength() == Head.NO_LENGTH || of.chunked();
    }

    /// Writes an informational response.
    static void inform(HeadWriter writer, Head of) {
        writer.clear();
        writer.raw(StatusLine.of(of.status()));
        writer.copy(of, HeadWriter.HOP_BY_HOP | LENGTHS, HeadWriter.Dropped.NONE);
        writer.crlf();
    }

    /// Writes all but the headers about the connection; [#end] does those.
    static void write(HeadWriter writer, Head of, Edits edits, boolean chunked) {
        writer.clear();
        writer.raw(StatusLine.of(of.status()));
        long skip = HeadWriter.HOP_BY_HOP | (lengthless(of) ? LENGTHS : 0);
        Output.headers(writer, of, skip, edits);
        if (chunked) {
            writer.chunked();
        }
    }

    /// Writes what becomes of the connection.
    ///
    /// @param old whether the client speaks HTTP/1.0
    static void end(HeadWriter writer, Head of, boolean close, boolean old) {
        if (of.status() == 101) {
            writer.raw(UPGRADE);
            writer.header(KnownHeader.UPGRADE, String.valueOf(of.value(KnownHeader.UPGRADE)));
        } else if (close) {
            writer.connectionClose();
        } else if (old) {
            writer.raw(KEEP_ALIVE);
        }
        writer.crlf();
    }
}

package io.fairlead.proxy.http.h1;

import io.fairlead.proxy.http.codec.Head;
import io.fairlead.proxy.http.codec.HeadWriter;
import io.fairlead.proxy.http.codec.KnownHeader;
import io.fairlead.proxy.http.forward.Edits;

/// Writes the head of a request to a host.
final class RequestWriter {

    private static final byte[] VERSION_LINE = HeadWriter.bytes(" HTTP/1.1\r\n");
    private static final byte[] NO_LENGTH = HeadWriter.bytes("content-length: 0\r\n");
    private static final byte[] TE_TRAILERS = HeadWriter.bytes("te: trailers\r\n");

    private RequestWriter() {}

    /// Writes it to `writer`.
    ///
    /// @return whether the body goes in chunks
    static boolean write(HeadWriter writer, Head of, Edits edits, boolean bodyFollows) {
        writer.clear();
        writer.raw(of.bytes(), of.methodStart(), of.methodEnd());
        writer.space();
        String path = edits.path();
        if (path == null) {
            writer.raw(of.bytes(), of.targetStart(), of.targetEnd());
        } else {
            writer.text(path);
        }
        writer.raw(VERSION_LINE);
        long skip = HeadWriter.HOP_BY_HOP;
        String authority = edits.authority();
        if (authority != null) {
            writer.header(KnownHeader.HOST, authority);
            skip |= HeadWriter.set(KnownHeader.HOST);
        }
        Output.headers(writer, of, skip, edits);
        if (of.wantsTrailers()) {
            writer.raw(TE_TRAILERS);
        }
        boolean lengthless = of.contentLength() == Head.NO_LENGTH;
        boolean chunked = of.chunked() || (bodyFollows && lengthless);
        if (chunked) {
            writer.chunked();
        } else if (lengthless && mayHaveBody(of)) {
            writer.raw(NO_LENGTH);
        }
        writer.crlf();
        return chunked;
    }

    /// Servers wait for the length of a body where the method has one; those of the methods named have none.
    private static boolean mayHaveBody(Head of) {
        return !of.methodIs("GET")
                && !of.methodIs("HEAD")
                && !of.methodIs("DELETE")
                && !of.methodIs("TRACE")
                && !of.methodIs("CONNECT");
    }
}

package io.fairlead.proxy.http.h1;

import io.fairlead.proxy.http.codec.ChunkParser;
import io.fairlead.proxy.http.codec.Head;
import io.fairlead.proxy.http.codec.Limits;
import io.fairlead.proxy.http.codec.Malformed;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Finds the end of a body: by its length, by its chunks, or by the end of the connection.
final class BodyReader {

    /// Takes the parts of a body.
    interface Sink {
        /// Exactly `length` readable bytes are to be consumed.
        void received(ByteBuf source, int length);

        void receivedAll(@Nullable Head trailers);
    }

    private enum Kind {
        NONE,
        LENGTH,
        CHUNKED,
        UNTIL_CLOSE
    }

    private final ChunkParser chunks;
    private Kind kind = Kind.NONE;
    private long left;

    BodyReader(Limits limits) {
        this.chunks = new ChunkParser(limits);
    }

    /// Begins the body of a request. False when there is none.
    boolean request(Head head) {
        return begin(head, Kind.NONE);
    }

    /// Begins the body of a response. False when there is none.
    ///
    /// @param bodiless whether request or status rule a body out
    boolean response(Head head, boolean bodiless) {
        if (bodiless) {
            kind = Kind.NONE;
            return false;
        }
        return begin(head, Kind.UNTIL_CLOSE);
    }

    private boolean begin(Head head, Kind otherwise) {
        if (head.chunked()) {
            kind = Kind.CHUNKED;
            chunks.reset();
        } else if (head.contentLength() > 0) {
            kind = Kind.LENGTH;
            left = head.contentLength();
        } else {
            kind = head.contentLength() == 0 ? Kind.NONE : otherwise;
        }
        return kind != Kind.NONE;
    }

    boolean untilClose() {
        return kind == Kind.UNTIL_CLOSE;
    }

    /// Reads what belongs to the body. False when it is malformed.
    boolean read(ByteBuf in, Sink sink) {
        return switch (kind) {
            case NONE -> true;
            case UNTIL_CLOSE -> {
                int length = in.readableBytes();
                if (length > 0) {
                    sink.received(in, length);
                }
                yield true;
            }
            case LENGTH -> {
                int length = (int) Math.min(left, in.readableBytes());
                left -= length;
                if (length > 0) {
                    sink.received(in, length);
                }
                if (left == 0) {
                    kind = Kind.NONE;
                    sink.receivedAll(null);
                }
                yield true;
            }
            case CHUNKED -> chunks(in, sink);
        };
    }

    private boolean chunks(ByteBuf in, Sink sink) {
        while (true) {
            switch (chunks.next(in)) {
                case DATA -> sink.received(in, chunks.run());
                case MORE -> {
                    return true;
                }
                case END -> {
                    kind = Kind.NONE;
                    sink.receivedAll(chunks.trailers());
                    return true;
                }
                case MALFORMED -> {
                    return false;
                }
            }
        }
    }

    @Nullable Malformed malformed() {
        return chunks.malformed();
    }
}

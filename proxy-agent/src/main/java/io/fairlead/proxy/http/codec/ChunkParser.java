package io.fairlead.proxy.http.codec;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Parses a chunked body as it arrives. Extensions are checked and dropped; trailers are kept up to their limit.
///
/// ```
/// SIZE ─▶ EXTENSION ─▶ SIZE_LF ─▶ DATA ─▶ DATA_CR ─▶ DATA_LF ─▶ SIZE
///                         └─ size 0 ─▶ TRAILERS ─▶ ENDED
/// ```
public final class ChunkParser {

    /// What there is to do.
    public enum Step {
        /// All bytes are consumed.
        MORE,
        /// [#run] bytes of body are readable; the caller reads exactly those.
        DATA,
        /// The body and its trailers are over.
        END,
        /// See [#malformed].
        MALFORMED
    }

    private enum State {
        SIZE,
        EXTENSION,
        SIZE_LF,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILERS,
        ENDED
    }

    private static final int LONGEST_SIZE = 15;

    private final Limits limits;
    private final ChunkExtension extension = new ChunkExtension();
    private State state = State.SIZE;
    private long size;
    private int digits;
    private int extensionBytes;
    private int run;
    private byte[] trailerBytes = new byte[0];
    private int trailerLength;
    private @Nullable Head trailers;
    private @Nullable Malformed malformed;

    /// A parser for one body after the other.
    public ChunkParser(Limits limits) {
        this.limits = limits;
    }

    /// Begins another body.
    public void reset() {
        state = State.SIZE;
        size = 0;
        digits = 0;
        extensionBytes = 0;
        trailerLength = 0;
        trailers = null;
        malformed = null;
    }

    /// Bytes of body that the last [Step#DATA] announced.
    public int run() {
        return run;
    }

    /// Whether the body is over.
    public boolean ended() {
        return state == State.ENDED;
    }

    /// The trailers, when there were any and the body is over.
    public @Nullable Head trailers() {
        return trailers;
    }

    /// Why parsing failed.
    public @Nullable Malformed malformed() {
        return malformed;
    }

    /// Goes on until there is something to do.
    public Step next(ByteBuf in) {
        while (in.isReadable() && state != State.ENDED) {
            if (state == State.DATA) {
                return data(in);
            }
            if (state == State.TRAILERS) {
                trailer(in);
            } else {
                line(in.readByte());
            }
            if (malformed != null) {
                return Step.MALFORMED;
            }
        }
        return state == State.ENDED ? Step.END : Step.MORE;
    }

    private Step data(ByteBuf in) {
        run = (int) Math.min(size, in.readableBytes());
        size -= run;
        if (size == 0) {
            state = State.DATA_CR;
        }
        return Step.DATA;
    }

    private void line(byte b) {
        switch (state) {
            case SIZE -> size(b);
            case EXTENSION -> extension(b);
            case SIZE_LF -> expect(b, '\n', size == 0 ? State.TRAILERS : State.DATA);
            case DATA_CR -> expect(b, '\r', State.DATA_LF);
            case DATA_LF -> expect(b, '\n', State.SIZE);
            case DATA, TRAILERS, ENDED -> throw new IllegalStateException(state.name());
        }
        if (state == State.SIZE && b == '\n') {
            digits = 0;
            size = 0;
        }
    }

    private void size(byte b) {
        int digit = Bytes.hex(b);
        if (digit >= 0) {
            size = size << 4 | digit;
            if (++digits > LONGEST_SIZE) {
                malformed = Malformed.BAD_CHUNK_SIZE;
            }
        } else if (digits == 0 || (b != '\r' && b != ';')) {
            malformed = b == '\n' ? Malformed.BARE_LF : Malformed.BAD_CHUNK_SIZE;
        } else if (b == '\r') {
            state = State.SIZE_LF;
        } else {
            extension.reset();
            state = State.EXTENSION;
        }
    }

    private void extension(byte b) {
        if (++extensionBytes > limits.extensionBytes()) {
            malformed = Malformed.BAD_CHUNK_EXTENSION;
        } else if (b == '\r' && extension.complete()) {
            state = State.SIZE_LF;
        } else if (!extension.accepts(b)) {
            malformed = b == '\n' ? Malformed.BARE_LF : Malformed.BAD_CHUNK_EXTENSION;
        }
    }

    private void expect(byte b, char wanted, State next) {
        if (b == wanted) {
            state = next;
        } else if (state == State.SIZE_LF) {
            malformed = Malformed.BARE_CR;
        } else {
            malformed = Malformed.BAD_CHUNK_END;
        }
    }

    private void trailer(ByteBuf in) {
        byte b = in.readByte();
        if (trailerLength == trailerBytes.length) {
            int more = Math.clamp(trailerLength * 2L, 64, limits.trailerBytes());
            if (more == trailerLength) {
                malformed = Malformed.HEAD_TOO_LARGE;
                return;
            }
            trailerBytes = Arrays.copyOf(trailerBytes, more);
        }
        trailerBytes[trailerLength++] = b;
        boolean lineEnd = b == '\n';
        boolean first = trailerLength <= 2 && lineEnd;
        if (first || (lineEnd && trailerLength > 3 && trailerBytes[trailerLength - 3] == '\n')) {
            finish();
        } else if (lineEnd && trailerBytes[trailerLength - 2] != '\r') {
            malformed = Malformed.BARE_LF;
        }
    }

    private void finish() {
        if (trailerLength == 2 && trailerBytes[0] == '\r') {
            state = State.ENDED;
            return;
        }
        var head = new Head();
        System.arraycopy(trailerBytes, 0, head.room(trailerLength), 0, trailerLength);
        int end = HeadParser.trailers(head, trailerLength, limits);
        if (end != trailerLength) {
            Malformed problem = head.malformed();
            malformed = problem == null ? Malformed.BAD_TRAILER : problem;
            return;
        }
        for (int i = 0; i < head.count(); i++) {
            if (framing(head.known(i))) {
                malformed = Malformed.BAD_TRAILER;
                return;
            }
        }
        trailers = head;
        state = State.ENDED;
    }

    /// RFC 9110 6.5.1: fields that say where the message ends or where it goes come too late in a trailer.
    private static boolean framing(KnownHeader known) {
        return known.hopByHop()
                || known == KnownHeader.CONTENT_LENGTH
                || known == KnownHeader.HOST
                || known == KnownHeader.TRAILER;
    }
}

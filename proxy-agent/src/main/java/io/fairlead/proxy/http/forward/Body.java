package io.fairlead.proxy.http.forward;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/// The part of a request's body that is kept: because no stream is there yet, or to send it again if the first try
/// fails. More than the limit is not kept, and the request can then not be tried again.
final class Body {

    /// Most bytes kept to send them again: 64 KiB; Envoy keeps up to 1 MiB for each request.
    static final int KEPT_MAX = 64 * 1024;

    private @Nullable ByteBuf kept;
    private boolean lost;
    private boolean wanted;

    /// Begins another request.
    ///
    /// @param retries whether the body may be needed again
    void begin(boolean retries) {
        release();
        wanted = retries;
        lost = false;
    }

    /// Keeps a copy of the first `length` readable bytes without consuming them.
    ///
    /// @param must keep it even beyond the limit, because it has not been sent at all
    void add(ByteBufAllocator allocator, ByteBuf source, int length, boolean must) {
        if (!must && (!wanted || lost)) {
            lost = true;
            return;
        }
        ByteBuf to = kept;
        int already = to == null ? 0 : to.readableBytes();
        if (!must && already + length > KEPT_MAX) {
            release();
            lost = true;
            return;
        }
        if (to == null) {
            to = allocator.buffer(Math.max(length, 256));
            kept = to;
        }
        to.writeBytes(source, source.readerIndex(), length);
    }

    /// Sends what is kept.
    void replay(UpstreamStream stream) {
        ByteBuf all = kept;
        if (all != null && all.isReadable()) {
            ByteBuf copy = all.duplicate();
            stream.data(copy, copy.readableBytes());
        }
        if (!wanted || size() > KEPT_MAX) {
            lost |= all != null;
            release();
        }
    }

    int size() {
        ByteBuf all = kept;
        return all == null ? 0 : all.readableBytes();
    }

    /// Whether all of the body so far can be sent again.
    boolean complete() {
        return !lost;
    }

    /// The body will not be needed again.
    void forget() {
        wanted = false;
        lost = true;
        release();
    }

    void release() {
        if (kept != null) {
            kept.release();
            kept = null;
        }
    }
}

package io.fairlead.proxy.http.h1;

import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/// Bytes of a client whose turn has not come: what follows the current request.
final class Waiting {

    private @Nullable ByteBuf bytes;

    boolean any() {
        return bytes != null;
    }

    /// Takes the buffer until [#take].
    void keep(ByteBuf later) {
        bytes = later;
    }

    /// What waits, which is then the caller's.
    @Nullable ByteBuf take() {
        ByteBuf taken = bytes;
        bytes = null;
        return taken;
    }

    /// What waits and then these bytes, as one buffer; takes them.
    ByteBuf before(ByteBuf fresh) {
        ByteBuf first = take();
        if (first == null) {
            return fresh;
        }
        ByteBuf both = first.alloc().buffer(first.readableBytes() + fresh.readableBytes());
        both.writeBytes(first).writeBytes(fresh);
        first.release();
        fresh.release();
        return both;
    }

    void release() {
        ReferenceCountUtil.release(take());
    }
}

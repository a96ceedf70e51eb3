package io.fairlead.proxy.upstream;

import io.netty.channel.Channel;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Exceptions that reach the end of a pipeline. The network breaks connections all the time, which is no news; anything
/// else is a bug of ours, which costs its connection and is told.
public final class Broken {

    private static final Logger LOG = LoggerFactory.getLogger(Broken.class);
    private static final AtomicLong BUGS = new AtomicLong();

    private Broken() {}

    /// Takes note of it; the caller closes the channel.
    public static void on(Channel channel, Throwable cause) {
        // What TLS has to say comes wrapped by the decoder.
        Throwable of =
                cause instanceof DecoderException && cause.getCause() != null
                        ? cause.getCause()
                        : cause;
        if (!(of instanceof IOException)) {
            BUGS.incrementAndGet();
            LOG.error("event=connection_failed channel={}", channel, cause);
        }
    }

    /// How many bugs there were.
    public static long bugs() {
        return BUGS.get();
    }
}

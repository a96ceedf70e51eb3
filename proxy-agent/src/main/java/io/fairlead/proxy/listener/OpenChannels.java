package io.fairlead.proxy.listener;

import io.fairlead.proxy.http.forward.HttpChain;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// The connections of one filter chain on one event loop, so that they can be ended when another configuration has
/// taken its place: a connection of an old mode must not live on for ever.
///
/// HTTP/2 is told at once (GOAWAY). HTTP/1.1 is told by its next answer (`Connection: close`); where none comes until
/// the deadline, the idle connection is closed. Opaque bytes have nobody to tell: they are cut at the deadline. What is
/// still busy then is cut at the second.
@SuppressWarnings("FutureReturnValueIgnored") // Closing needs no answer.
final class OpenChannels {

    /// Istio's time for draining.
    static final Duration DEADLINE = Duration.ofSeconds(45);

    private final Set<Channel> open = new HashSet<>();
    private final boolean opaque;

    /// @param opaque whether there is nobody who could be asked to end
    OpenChannels(boolean opaque) {
        this.opaque = opaque;
    }

    void add(Channel channel) {
        if (open.add(channel)) {
            channel.closeFuture().addListener(_ -> open.remove(channel));
        }
    }

    int size() {
        return open.size();
    }

    void drain(EventLoop loop, Duration deadline) {
        drain(loop, deadline, _ -> true);
    }

    /// @param which have to go; asked again at each deadline
    void drain(EventLoop loop, Duration deadline, Predicate<Channel> which) {
        if (open.isEmpty()) {
            return;
        }
        for (Channel channel : chosen(which)) {
            if (channel.pipeline().get(Http2ConnectionHandler.class) != null) {
                channel.close();
            }
        }
        long nanos = deadline.toNanos();
        loop.schedule(() -> askToEnd(which), nanos, TimeUnit.NANOSECONDS);
        loop.schedule(() -> cut(which), 2 * nanos, TimeUnit.NANOSECONDS);
    }

    private List<Channel> chosen(Predicate<Channel> which) {
        return open.stream().filter(which).toList();
    }

    private void askToEnd(Predicate<Channel> which) {
        if (opaque) {
            cut(which);
            return;
        }
        chosen(which)
                .forEach(channel ->
                        channel.pipeline().fireUserEventTriggered(HttpChain.Retired.NOW));
    }

    private void cut(Predicate<Channel> which) {
        chosen(which).forEach(Channel::close);
    }
}

package io.fairlead.trace.collect;

import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.util.Iterator;
import java.util.List;

/// A listening socket that closes connections beyond a number. For a loop of one thread, on which its connections live
/// too.
final class CappedServerChannel extends NioServerSocketChannel {

    private final int connectionsMax;
    private int open;

    CappedServerChannel(int connectionsMax) {
        this.connectionsMax = connectionsMax;
    }

    @Override
    protected int doReadMessages(List<Object> accepted) throws Exception {
        int before = accepted.size();
        int read = super.doReadMessages(accepted);
        Iterator<Object> fresh = accepted.subList(before, accepted.size()).iterator();
        while (fresh.hasNext()) {
            if (!(fresh.next() instanceof Channel channel)) {
                continue;
            }
            if (open >= connectionsMax) {
                fresh.remove();
                channel.unsafe().closeForcibly();
            } else {
                open++;
                var _ = channel.closeFuture().addListener(_ -> open--);
            }
        }
        return read;
    }
}

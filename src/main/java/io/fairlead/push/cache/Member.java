package io.fairlead.push.cache;

import io.fairlead.push.node.Proxy;
import io.fairlead.push.queue.Inbox;

/// A connected proxy, as the [Pusher] knows it. Its identity is the connection.
public final class Member {
    private final Proxy proxy;
    private final Inbox<?> inbox;

    public Member(Proxy proxy, Inbox<?> inbox) {
        this.proxy = proxy;
        this.inbox = inbox;
    }

    public Proxy proxy() {
        return proxy;
    }

    Inbox<?> inbox() {
        return inbox;
    }
}

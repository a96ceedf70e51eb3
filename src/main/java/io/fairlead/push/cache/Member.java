package io.fairlead.push.cache;

import io.fairlead.push.node.Proxy;
import io.fairlead.push.queue.Inbox;
import io.fairlead.push.session.Target;
import org.jspecify.annotations.Nullable;

/// A connected proxy, as the [Pusher] knows it. Its identity is the connection.
public final class Member {
    private final Proxy proxy;
    private final Inbox<?> inbox;
    private volatile @Nullable Target taken;

    public Member(Proxy proxy, Inbox<?> inbox) {
        this.proxy = proxy;
        this.inbox = inbox;
    }

    public Proxy proxy() {
        return proxy;
    }

    /// It has acknowledged (or refused) all of a target. Called by its stream.
    public void took(Target target) {
        taken = target;
    }

    /// True when it has acknowledged (or refused) all of a target.
    boolean hasTaken(Target target) {
        return target.equals(taken);
    }

    Inbox<?> inbox() {
        return inbox;
    }
}

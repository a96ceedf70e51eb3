package io.fairlead.proxy.http.forward;

import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.http.codec.Head;
import io.fairlead.proxy.http.retry.Failure;
import io.fairlead.proxy.http.route.RequestHash;
import io.fairlead.proxy.http.route.RouteEntry;
import io.fairlead.proxy.meter.ResponseFlag;
import io.fairlead.proxy.model.Action;
import io.fairlead.proxy.upstream.ClusterLane;
import io.fairlead.proxy.upstream.HostLane;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import org.jspecify.annotations.Nullable;

/// The tries of one request: picks a host, asks it, tries another one where the route's policy says so, and gives up in
/// time. Reused with its [Exchange].
final class Attempts implements UpstreamEvents {

    /// A second response can't come; more informational ones than this are an attack on the client's memory.
    private static final int INFORMATIONAL_MAX = 16;

    private final Exchange exchange;
    private final Body body = new Body();
    private final Timers timers;
    private final Retrying retrying = new Retrying();

    private @Nullable RouteEntry entry;
    private Action.Forward forward = Action.Forward.to("");
    private @Nullable ClusterLane cluster;
    private @Nullable HostLane host;
    private @Nullable UpstreamStream stream;
    private @Nullable Head trailers;
    private boolean waiting;
    private boolean counted;
    private boolean renewed;
    private boolean answered;
    private boolean beginning;
    private boolean inFlight;
    private int informational;
    private long hash;
    private long endNanos;

    Attempts(Exchange exchange) {
        this.exchange = exchange;
        this.timers = new Timers(this, exchange.worker().worker().loop());
    }

    void reset() {
        entry = null;
        cluster = null;
        host = null;
        stream = null;
        trailers = null;
        waiting = false;
        counted = false;
        retrying.reset();
        renewed = false;
        answered = false;
        informational = 0;
    }

    void begin(RouteEntry route, Action.Forward action, ClusterLane to) {
        entry = route;
        forward = action;
        cluster = to;
        if (!to.state().circuit().request()) {
            cluster = null;
            exchange.fail(LocalReply.of(Trouble.OVERFLOW, false));
            return;
        }
        counted = true;
        retrying.begin(route.retry(), to);
        body.begin(route.retry().attemptsMax() > 0);
        hash =
                action.hash().isEmpty()
                        ? 0
                        : RequestHash.of(
                                action.hash(), exchange.request(), exchange.origin().address());
        beginning = true;
        next();
        beginning = false;
    }

    private void next() {
        ClusterLane to = cluster;
        if (to == null) {
            return;
        }
        HostLane picked = retrying.pick(hash, exchange.client().original());
        if (picked == null) {
            exchange.fail(LocalReply.NO_HOST);
            return;
        }
        host = picked;
        picked.begin();
        inFlight = true;
        UpstreamConnection.picked(picked.state(), exchange.record());
        waiting = true;
        exchange.worker().protocol(to.state().cluster(), exchange.http2()).open(to, picked, this);
        if (waiting && !exchange.requestEnded()) {
            exchange.downstream().read(false);
        }
    }

    @Override
    public void onStream(UpstreamStream next) {
        RouteEntry of = entry;
        HostLane to = host;
        if (of == null || to == null) {
            next.cancel();
            return;
        }
        waiting = false;
        stream = next;
        next.connection().describe(exchange.record());
        Edits edits = exchange.requestEdits(retrying.tries(), to.state().host().hostname());
        boolean over = exchange.requestEnded() && body.size() == 0;
        next.request(exchange.request().head(), edits, !over);
        body.replay(next);
        if (exchange.requestEnded() && !beginning) {
            next.end(trailers);
            sent();
        }
        if (!beginning) {
            next.flush();
            exchange.downstream().read(true);
        }
    }

    void requestData(ByteBuf source, int length) {
        UpstreamStream to = stream;
        ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
        if (to == null) {
            body.add(allocator, source, length, true);
            source.skipBytes(length);
            return;
        }
        body.add(allocator, source, length, false);
        to.data(source, length);
        if (!to.writable()) {
            exchange.downstream().read(false);
        }
    }

    void requestEnded(@Nullable Head last) {
        trailers = last;
        schedule();
        UpstreamStream to = stream;
        if (to != null) {
            to.end(last);
            sent();
        }
    }

    private Clock clock() {
        return exchange.worker().worker().clock();
    }

    private void sent() {
        endNanos = clock().nanos();
    }

    void flush() {
        if (stream != null) {
            stream.flush();
        }
    }

    void read(boolean on) {
        if (stream != null) {
            stream.read(on);
        }
    }

    @Override
    public void onWritable() {
        exchange.downstream().read(true);
    }

    private void schedule() {
        if (cluster != null) {
            timers.request(forward.timeouts().request());
            timers.perTry(retrying.policy().perTryTimeout());
        }
    }

    void timeUp() {
        cancelStream();
        report(504);
        exchange.fail(LocalReply.TIMEOUT);
    }

    void tryTimeUp() {
        if (!answered) {
            cancelStream();
            report(504);
            failed(Failure.PER_TRY_TIMEOUT, LocalReply.PER_TRY_TIMEOUT);
        }
    }

    @Override
    public void onNoStream(HostLane of, Trouble trouble, String detail) {
        waiting = false;
        if (!detail.isEmpty()) {
            exchange.record().upstreamTransportFailure = detail;
        }
        endTry();
        if (trouble != Trouble.OVERFLOW) {
            of.onLocalFailure(clock());
        }
        failed(
                trouble == Trouble.OVERFLOW ? Failure.OVERFLOW : Failure.CONNECT,
                LocalReply.of(trouble, retrying.tries() > 1).because(detail));
    }

    @Override
    public void onReset(Trouble trouble) {
        UpstreamStream broken = stream;
        stream = null;
        HostLane of = host;
        endTry();
        if (!answered && broken != null && trouble == Trouble.TERMINATED && isStale(broken)) {
            renewed = true;
            next();
            return;
        }
        if (of != null) {
            of.onLocalFailure(clock());
        }
        Failure failure = trouble == Trouble.REFUSED ? Failure.REFUSED_STREAM : Failure.RESET;
        failed(failure, LocalReply.of(trouble, retrying.tries() > 1));
    }

    /// RFC 9112 9.3.1: a kept connection may have been closed by the host while the request was on its way. Nothing of
    /// a response was seen, so a request that may be sent twice is sent again, once, and counts as the same try.
    private boolean isStale(UpstreamStream broken) {
        return broken.reused()
                && !renewed
                && informational == 0
                && exchange.requestEnded()
                && body.complete()
                && Idempotent.is(exchange.request().method());
    }

    private void failed(Failure failure, LocalReply reply) {
        if (answered || cluster == null || !body.complete()) {
            exchange.fail(reply);
            return;
        }
        switch (retrying.afterFailure(failure)) {
            case RETRY -> retry();
            case NO_TRIES_LEFT -> exchange.fail(reply.flagged(ResponseFlag.URX));
            case DONE, OVERFLOW -> exchange.fail(reply);
        }
    }

    /// Nothing takes the body until the next try has a stream, so no more of it is read.
    private void retry() {
        if (!exchange.requestEnded()) {
            exchange.downstream().read(false);
        }
        timers.backOff(retrying.next(host, exchange.worker().worker().random()));
    }

    void backOffOver() {
        if (exchange.requestEnded()) {
            timers.perTry(retrying.policy().perTryTimeout());
        }
        next();
    }

    @Override
    public void onHead(Head head, boolean bodyFollows) {
        int status = head.status();
        if (status < 200 && status != 101) {
            if (++informational <= INFORMATIONAL_MAX) {
                exchange.inform(head);
            }
            return;
        }
        HostLane of = host;
        if (of != null) {
            of.onStatus(status, clock());
        }
        UpstreamStream from = stream;
        if (status == 101 && from != null) {
            upgraded(head, from);
            return;
        }
        if (mayRetry() && retries(head)) {
            return;
        }
        answered = true;
        body.forget();
        timers.stopTry();
        exchange.respond(head, bodyFollows, serviceMillis());
    }

    private void upgraded(Head head, UpstreamStream from) {
        if (!exchange.wantsUpgrade()) {
            cancelStream();
            exchange.fail(LocalReply.of(Trouble.PROTOCOL_ERROR, retrying.tries() > 1));
            return;
        }
        answered = true;
        timers.stop();
        exchange.upgraded(head, from);
    }

    private boolean mayRetry() {
        return retrying.policy().attemptsMax() > 0 && body.complete();
    }

    private boolean retries(Head head) {
        switch (retrying.afterResponse(head)) {
            case RETRY -> {
                cancelStream();
                retry();
                return true;
            }
            case NO_TRIES_LEFT -> exchange.record().flag(ResponseFlag.URX);
            case DONE, OVERFLOW -> {}
        }
        return false;
    }

    private long serviceMillis() {
        long now = clock().nanos();
        return exchange.requestEnded() ? Math.max(0, (now - endNanos) / 1_000_000) : 0;
    }

    @Override
    public void onData(ByteBuf source, int length) {
        exchange.data(source, length);
    }

    @Override
    public void onPause() {
        exchange.pause();
    }

    @Override
    public void onEnd(@Nullable Head last) {
        stream = null;
        exchange.end(last);
    }

    /// Nobody wants an answer any more.
    void cancel() {
        timers.stopBackOff();
        cancelStream();
    }

    private void cancelStream() {
        UpstreamStream of = stream;
        ClusterLane to = cluster;
        HostLane asked = host;
        stream = null;
        if (of != null) {
            of.cancel();
        } else if (waiting && to != null && asked != null) {
            waiting = false;
            exchange.worker().protocol(to.state().cluster(), exchange.http2()).forget(asked, this);
        }
        endTry();
    }

    private void report(int status) {
        if (host != null) {
            host.onStatus(status, clock());
        }
    }

    private void endTry() {
        timers.stopTry();
        if (host != null && inFlight) {
            inFlight = false;
            host.end();
        }
    }

    /// The request is over.
    void finish() {
        timers.stop();
        body.release();
        ClusterLane of = cluster;
        if (of != null && counted) {
            of.state().circuit().requestDone();
        }
        retrying.finish();
        if (stream != null || waiting) {
            cancelStream();
        } else {
            endTry();
        }
        reset();
    }
}

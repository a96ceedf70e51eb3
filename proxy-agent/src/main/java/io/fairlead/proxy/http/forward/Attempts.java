package io.fairlead.proxy.http.forward;

import io.fairlead.proxy.http.codec.Head;
import io.fairlead.proxy.http.retry.Failure;
import io.fairlead.proxy.http.retry.Retries;
import io.fairlead.proxy.http.retry.RetryLoad;
import io.fairlead.proxy.http.retry.Verdict;
import io.fairlead.proxy.http.route.RequestHash;
import io.fairlead.proxy.http.route.RouteEntry;
import io.fairlead.proxy.meter.ResponseFlag;
import io.fairlead.proxy.model.Action;
import io.fairlead.proxy.model.CircuitLimits;
import io.fairlead.proxy.model.RetryPolicy;
import io.fairlead.proxy.upstream.Circuit;
import io.fairlead.proxy.upstream.ClusterLane;
import io.fairlead.proxy.upstream.HostLane;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// The tries of one request: picks a host, asks it, tries another one where the route's policy says so, and gives up in
/// time. Reused with its [Exchange].
@SuppressWarnings("FutureReturnValueIgnored") // Timers report to this object.
final class Attempts implements UpstreamEvents {

    /// A second response can't come; more informational ones than this are an attack on the client's memory.
    private static final int INFORMATIONAL_MAX = 16;

    private final Exchange exchange;
    private final Body body = new Body();
    private final ResponseHead responseView = new ResponseHead();
    private final List<HostLane> tried = new ArrayList<>();

    private @Nullable RouteEntry entry;
    private Action.Forward forward = Action.Forward.to("");
    private @Nullable ClusterLane cluster;
    private @Nullable HostLane host;
    private @Nullable UpstreamStream stream;
    private @Nullable Head trailers;
    private boolean waiting;
    private boolean counted;
    private boolean retrying;
    private boolean renewed;
    private boolean answered;
    private boolean beginning;
    private boolean inFlight;
    private int retries;
    private int informational;
    private long hash;
    private long endNanos;
    private @Nullable ScheduledFuture<?> timeout;
    private @Nullable ScheduledFuture<?> tryTimeout;
    private @Nullable ScheduledFuture<?> backOff;

    Attempts(Exchange exchange) {
        this.exchange = exchange;
    }

    void reset() {
        entry = null;
        cluster = null;
        host = null;
        stream = null;
        trailers = null;
        waiting = false;
        counted = false;
        retrying = false;
        renewed = false;
        answered = false;
        retries = 0;
        informational = 0;
        tried.clear();
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
        body.begin(route.retry().attemptsMax() > 0);
        hash =
                action.hash().isEmpty()
                        ? 0
                        : RequestHash.of(
                                action.hash(),
                                exchange.request(),
                                exchange.client().remoteAddress());
        beginning = true;
        next();
        beginning = false;
    }

    private void next() {
        ClusterLane to = cluster;
        if (to == null) {
            return;
        }
        HostLane picked =
                tried.isEmpty() || policy().otherHosts() == 0
                        ? to.pick(hash, retries, exchange.client().original())
                        : to.pickOther(hash, retries, tried, policy().otherHosts());
        if (picked == null) {
            exchange.fail(LocalReply.NO_HOST);
            return;
        }
        host = picked;
        picked.begin();
        inFlight = true;
        exchange.record().upstreamHost = picked.state().toString();
        waiting = true;
        exchange.worker().protocol(to.state().cluster(), exchange.http2()).open(to, picked, this);
        if (waiting && !exchange.requestEnded()) {
            exchange.downstream().read(false);
        }
    }

    private RetryPolicy policy() {
        RouteEntry of = entry;
        return of == null ? RetryPolicy.NONE : of.retry();
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
        exchange.record().upstreamLocalAddress = next.localAddress();
        Edits edits = exchange.requestEdits(retries + 1, to.state().host().hostname());
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

    private void sent() {
        endNanos = exchange.worker().worker().clock().nanos();
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
        long nanos = forward.timeouts().request().toNanos();
        if (nanos > 0 && timeout == null && cluster != null) {
            timeout = later(() -> timeUp(LocalReply.TIMEOUT), nanos);
        }
        startTry();
    }

    private void startTry() {
        long nanos = policy().perTryTimeout().toNanos();
        if (nanos > 0 && tryTimeout == null && cluster != null) {
            tryTimeout = later(this::tryTimeUp, nanos);
        }
    }

    private ScheduledFuture<?> later(Runnable what, long nanos) {
        return exchange.worker().worker().loop().schedule(what, nanos, TimeUnit.NANOSECONDS);
    }

    private void timeUp(LocalReply reply) {
        timeout = null;
        cancelStream();
        report(504);
        exchange.fail(reply);
    }

    private void tryTimeUp() {
        tryTimeout = null;
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
            of.onLocalFailure();
        }
        failed(
                trouble == Trouble.OVERFLOW ? Failure.OVERFLOW : Failure.CONNECT,
                LocalReply.of(trouble, retries > 0));
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
            of.onLocalFailure();
        }
        Failure failure = trouble == Trouble.REFUSED ? Failure.REFUSED_STREAM : Failure.RESET;
        failed(failure, LocalReply.of(trouble, retries > 0));
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
        ClusterLane of = cluster;
        if (answered || of == null || !body.complete()) {
            exchange.fail(reply);
            return;
        }
        Verdict verdict =
                Retries.afterFailure(
                        policy(), failure, retries, limits(of), load(of.state().circuit()));
        switch (verdict) {
            case RETRY -> retry();
            case NO_TRIES_LEFT -> exchange.fail(reply.flagged(ResponseFlag.URX));
            case DONE, OVERFLOW -> exchange.fail(reply);
        }
    }

    private static CircuitLimits limits(ClusterLane of) {
        return of.state().circuit().limits();
    }

    private static RetryLoad load(Circuit circuit) {
        return new RetryLoad(circuit.retries(), circuit.requests());
    }

    private void retry() {
        ClusterLane of = cluster;
        if (of == null) {
            return;
        }
        if (!retrying) {
            retrying = true;
            of.state().circuit().retry();
        }
        if (host != null) {
            tried.add(host);
        }
        long random = exchange.worker().worker().random().nextLong();
        long nanos = Retries.delayNanos(policy().backOff(), retries, random);
        retries++;
        backOff = later(this::backOffOver, nanos);
    }

    private void backOffOver() {
        backOff = null;
        if (exchange.requestEnded()) {
            startTry();
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
            of.onStatus(status);
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
        tryTimeout = stop(tryTimeout);
        exchange.respond(head, bodyFollows, serviceMillis());
    }

    private void upgraded(Head head, UpstreamStream from) {
        if (!exchange.wantsUpgrade()) {
            cancelStream();
            exchange.fail(LocalReply.of(Trouble.PROTOCOL_ERROR, retries > 0));
            return;
        }
        answered = true;
        stopTimers();
        exchange.upgraded(head, from);
    }

    private boolean mayRetry() {
        return policy().attemptsMax() > 0 && body.complete();
    }

    private boolean retries(Head head) {
        ClusterLane of = cluster;
        if (of == null) {
            return false;
        }
        responseView.of(head);
        Verdict verdict =
                Retries.afterResponse(
                        policy(), responseView, retries, limits(of), load(of.state().circuit()));
        switch (verdict) {
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
        long now = exchange.worker().worker().clock().nanos();
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
        backOff = stop(backOff);
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
        if (!tried.isEmpty() || host != null) {
            HostLane of = host == null ? tried.getLast() : host;
            of.onStatus(status);
        }
    }

    private void endTry() {
        tryTimeout = stop(tryTimeout);
        if (host != null && inFlight) {
            inFlight = false;
            host.end();
        }
    }

    private void stopTimers() {
        timeout = stop(timeout);
        tryTimeout = stop(tryTimeout);
        backOff = stop(backOff);
    }

    private static @Nullable ScheduledFuture<?> stop(@Nullable ScheduledFuture<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
        return null;
    }

    /// The request is over.
    void finish() {
        stopTimers();
        body.release();
        ClusterLane of = cluster;
        if (of != null && counted) {
            of.state().circuit().requestDone();
        }
        if (of != null && retrying) {
            of.state().circuit().retryDone();
        }
        if (stream != null || waiting) {
            cancelStream();
        } else {
            endTry();
        }
        reset();
    }
}

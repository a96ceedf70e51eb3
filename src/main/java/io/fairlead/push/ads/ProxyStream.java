package io.fairlead.push.ads;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.fairlead.meter.LogKeys;
import io.fairlead.model.identity.Caller;
import io.fairlead.push.cache.Member;
import io.fairlead.push.node.Admission;
import io.fairlead.push.node.NodeParser;
import io.fairlead.push.node.Parsed;
import io.fairlead.push.node.Proxy;
import io.fairlead.push.queue.Inbox;
import io.fairlead.push.session.Ask;
import io.fairlead.push.session.News;
import io.fairlead.push.session.Session;
import io.fairlead.push.session.TypeUrl;
import io.fairlead.push.view.Connection;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One stream: a thread that takes what came, moves the session on, and writes while the client reads.
///
/// Requests are let in one at a time, and an answer is built only when the transport can take it: a client that does
/// not read costs one session and nothing more.
///
/// @param <Q> a request
/// @param <A> an answer
final class ProxyStream<Q, A> implements StreamObserver<Q> {

    private static final Logger LOG = LoggerFactory.getLogger(ProxyStream.class);
    private static final Duration IDLE = Duration.ofMinutes(1);

    /// What is known of a stream before it says anything.
    record Opened(long number, Caller caller) {}

    private final long number;
    private final Caller caller;
    private final Wire<Q, A> wire;
    private final ServerCallStreamObserver<A> out;
    private final Streams streams;
    private final Inbox<Q> inbox = new Inbox<>();
    private final Instant since;
    private final Map<TypeUrl, Instant> told = new HashMap<>();
    private final long openedNanos;
    private Session session;
    private Node node = Node.getDefaultInstance();
    private @Nullable Ask question;
    private @Nullable Member member;
    private long sinceNanos;
    private boolean converging;
    private boolean converged;
    private boolean placed;
    private long placedNanos;
    private volatile @Nullable Connection shown;

    ProxyStream(Opened opened, Wire<Q, A> wire, ServerCallStreamObserver<A> out, Streams streams) {
        this.number = opened.number();
        this.caller = opened.caller();
        this.wire = wire;
        this.out = out;
        this.streams = streams;
        this.since = streams.clock().now();
        this.openedNanos = streams.clock().nanos();
        this.session = Session.start(streams.limits().session());
    }

    /// Takes over the call; to be used while it is still in the handler that opened it.
    void start() {
        out.disableAutoRequest();
        out.setOnReadyHandler(inbox::stir);
        out.setOnCancelHandler(inbox::close);
        out.setOnCloseHandler(inbox::close);
        Thread.ofVirtual().name("ads-" + number).start(this::run);
        out.request(1);
    }

    @Override
    public void onNext(Q request) {
        inbox.request(request);
    }

    @Override
    public void onError(Throwable cause) {
        inbox.close();
    }

    @Override
    public void onCompleted() {
        inbox.close();
    }

    void close() {
        inbox.close();
    }

    /// What people may see of this stream; null until it has introduced itself.
    @Nullable Connection shown() {
        return shown;
    }

    private void run() {
        try {
            Inbox.Batch<Q> batch = inbox.take(streams.limits().firstRequestMax());
            while (!batch.closed() && handle(batch)) {
                batch = inbox.take(patience());
            }
            end(Status.OK);
        } catch (InterruptedException _) {
            end(Status.UNAVAILABLE);
        } catch (RuntimeException e) {
            streams.faults().onFault("stream", e);
            streams.meters().failed();
            end(Status.INTERNAL);
        } finally {
            leave();
        }
    }

    /// True while the stream goes on.
    private boolean handle(Inbox.Batch<Q> batch) throws InterruptedException {
        Inbox.Aim aim = batch.aim();
        if (aim != null) {
            session = session.aim(aim.target());
            streams.meters().queued(Duration.ofNanos(streams.clock().nanos() - aim.queuedNanos()));
            sinceNanos = converging ? sinceNanos : aim.sinceNanos();
            converging = true;
        }
        for (Q request : batch.requests()) {
            Ask ask = wire.ask(request);
            if (member == null && !wire.node(request).getId().isEmpty()) {
                node = wire.node(request);
            }
            if (Questions.isQuestion(ask.type())) {
                question = ask;
            } else if (introduced() && receive(ask)) {
                out.request(1);
            } else {
                return false;
            }
        }
        if (!answered()) {
            return false;
        }
        if (member == null) {
            return waitsForFirst();
        }
        write();
        show();
        if (converged || greetingLeft().isNegative()) {
            leavePlace();
        }
        return true;
    }

    /// One question at a time: the next request is let in when this one's answer can go.
    private boolean answered() {
        Ask asked = question;
        if (asked == null || !out.isReady()) {
            return true;
        }
        question = null;
        switch (streams.ask(caller, asked)) {
            case Questions.Outcome.Told(var answer, var by) -> out.onNext(wire.answer(answer, by));
            case Questions.Outcome.Nothing() -> {}
            case Questions.Outcome.Refused(Status why) -> {
                streams.meters().refusedStream();
                end(why);
                return false;
            }
        }
        out.request(1);
        return true;
    }

    private void takePlace() throws InterruptedException {
        streams.takePlace();
        placed = true;
        placedNanos = streams.clock().nanos();
    }

    /// Gives the place of a new stream to the next one.
    private void leavePlace() {
        if (placed) {
            placed = false;
            streams.leavePlace();
        }
    }

    private Duration greetingLeft() {
        return streams.limits().greetedMax().minusNanos(streams.clock().nanos() - placedNanos);
    }

    private boolean waitsForFirst() {
        long silent = streams.clock().nanos() - openedNanos;
        if (silent < streams.limits().firstRequestMax().toNanos()) {
            return true;
        }
        end(Status.DEADLINE_EXCEEDED.withDescription("no request for configuration came"));
        return false;
    }

    /// The first request says who the client is.
    private boolean introduced() throws InterruptedException {
        if (member != null) {
            return true;
        }
        return switch (NodeParser.parse(node)) {
            case Parsed.Known(Proxy proxy) -> {
                String refusal = Admission.refusal(caller, proxy, node);
                if (!refusal.isEmpty()) {
                    refuse(proxy, refusal);
                    yield false;
                }
                takePlace();
                if (out.isCancelled()) {
                    yield false; // It went while it waited.
                }
                Proxy served = wire instanceof Wire.Delta ? proxy : proxy.inStateOfTheWorld();
                Member joined = new Member(Admission.proven(caller, served), inbox);
                member = joined;
                node = Node.getDefaultInstance();
                streams.joined(joined);
                LOG.atInfo()
                        .setMessage("proxy connected")
                        .addKeyValue(LogKeys.PROXY, proxy.id())
                        .addKeyValue("stream", number)
                        .addKeyValue("delta", wire instanceof Wire.Delta)
                        .addKeyValue(LogKeys.VERSION, proxy.version())
                        .log();
                yield true;
            }
            case Parsed.Unknown(String reason) -> {
                end(Status.INVALID_ARGUMENT.withDescription(reason));
                yield false;
            }
        };
    }

    private void refuse(Proxy proxy, String reason) {
        streams.meters().refusedStream();
        LOG.atWarn()
                .setMessage("proxy refused")
                .addKeyValue(LogKeys.PROXY, proxy.id())
                .addKeyValue("reason", reason)
                .log();
        end(Status.PERMISSION_DENIED.withDescription(reason));
    }

    private boolean receive(Ask ask) {
        if (ask.type().url().isEmpty()) {
            end(Status.INVALID_ARGUMENT.withDescription("type_url is empty"));
            return false;
        }
        Session.Received received = session.receive(ask);
        session = received.session();
        streams.meters().received(received.news());
        if (received.news() instanceof News.Refused(var type, var rejection)) {
            LOG.atWarn()
                    .setMessage("configuration rejected")
                    .addKeyValue(LogKeys.PROXY, proxyId())
                    .addKeyValue("type", type.shortName())
                    .addKeyValue("resource", String.join(",", rejection.names()))
                    .addKeyValue("reason", rejection.message())
                    .log();
        }
        if (received.news() instanceof News.Excessive(var _, String reason)) {
            end(Status.RESOURCE_EXHAUSTED.withDescription(reason));
            return false;
        }
        return true;
    }

    private void write() {
        while (out.isReady() && session.target().isKnown()) {
            Optional<Session.Step> step = session.poll(steady());
            if (step.isEmpty()) {
                break;
            }
            session = step.get().session();
            long began = streams.clock().nanos();
            out.onNext(wire.answer(step.get().answer()));
            Duration took = Duration.ofNanos(streams.clock().nanos() - began);
            streams.meters().sent(step.get().answer(), took);
            told.put(step.get().answer().type(), streams.clock().now());
            if (converging) {
                streams.meters().told(cause(), step.get().answer(), took);
            }
        }
        session = session.caughtUp();
        Member known = member;
        if (known != null && session.isQuiet()) {
            known.took(session.target());
        }
        if (converging && session.isQuiet()) {
            converging = false;
            Duration took = Duration.ofNanos(streams.clock().nanos() - sinceNanos);
            streams.meters().converged(cause(), took);
            converged = true;
        }
    }

    private PushMeters.Cause cause() {
        return new PushMeters.Cause(proxyId(), sinceNanos, !converged);
    }

    private void show() {
        Member known = member;
        if (known != null) {
            shown =
                    new Connection(
                            number,
                            known.proxy(),
                            wire instanceof Wire.Delta,
                            since,
                            session,
                            told);
        }
    }

    private Duration patience() {
        Duration most = !placed || greetingLeft().compareTo(IDLE) > 0 ? IDLE : greetingLeft();
        return session.wakeAt()
                .map(at -> Duration.between(steady(), at))
                .filter(wait -> wait.compareTo(most) < 0)
                .map(wait -> wait.isNegative() ? Duration.ofMillis(1) : wait)
                .orElse(most);
    }

    /// Time for the session: it only compares, so steady time will do, and a jump of the clock does no harm.
    private Instant steady() {
        return Instant.EPOCH.plusNanos(streams.clock().nanos() - openedNanos);
    }

    private String proxyId() {
        Member known = member;
        return known == null ? "" : known.proxy().id();
    }

    private void end(Status status) {
        if (out.isCancelled()) {
            return;
        }
        try {
            if (status.isOk()) {
                out.onCompleted();
            } else {
                out.onError(status.asRuntimeException());
            }
        } catch (IllegalStateException _) {
            // The call was ended from the other side in the meantime.
        }
    }

    private void leave() {
        leavePlace();
        shown = null;
        Member known = member;
        streams.left(this, known);
        if (known != null) {
            LOG.atInfo()
                    .setMessage("proxy disconnected")
                    .addKeyValue(LogKeys.PROXY, known.proxy().id())
                    .addKeyValue("stream", number)
                    .log();
        }
    }
}

package io.fairlead.proxy.http.forward;

import io.fairlead.proxy.http.codec.Head;
import io.fairlead.proxy.http.codec.Malformed;
import io.fairlead.proxy.http.rewrite.RedirectLocation;
import io.fairlead.proxy.http.rewrite.Rewrite;
import io.fairlead.proxy.http.route.Destination;
import io.fairlead.proxy.http.route.RouteEntry;
import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.RequestRecord.Reporter;
import io.fairlead.proxy.meter.ResponseDetails;
import io.fairlead.proxy.meter.ResponseFlag;
import io.fairlead.proxy.model.Action;
import io.fairlead.proxy.upstream.ClusterLane;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/// One request from its head to its log line, whatever version of HTTP either side speaks. It belongs to one downstream
/// connection (or stream), which reuses it.
///
/// ```
/// IDLE ─begin─▶ ASKING ─response head─▶ ANSWERING ─response end─▶ IDLE
///                 │  └─ no route, failure ─▶ (local reply) ─────────▲
///                 └─ 101 ─▶ TUNNEL ──────────────────────────────────┘
/// ```
public final class Exchange {

    private enum State {
        IDLE,
        ASKING,
        ANSWERING,
        TUNNEL
    }

    private final HttpChain chain;
    private final HttpWorker worker;
    private final Downstream downstream;
    private final Client client;
    private final boolean http2;
    private final RequestHead request;
    private final GrpcMessages asked = new GrpcMessages();
    private final GrpcMessages answered = new GrpcMessages();
    private final RequestRecord record = new RequestRecord();
    private final Edits edits = new Edits();
    private final Head local = new Head();
    private final ResponseHead response = new ResponseHead();
    private final HeaderFormats formats;
    private final Origin origin;
    private final Attempts attempts;
    private State state = State.IDLE;
    private boolean requestEnded;
    private boolean upgrade;
    private @Nullable RouteEntry entry;
    private @Nullable Rewrite rewrite;

    /// @param http2 whether the downstream speaks HTTP/2
    public Exchange(HttpChain chain, Downstream downstream, Client client, boolean http2) {
        this.chain = chain;
        this.worker = chain.worker();
        this.downstream = downstream;
        this.client = client;
        this.http2 = http2;
        this.request = new RequestHead(worker.strings());
        this.attempts = new Attempts(this);
        this.origin = new Origin(client, chain.settings().clientAddress());
        this.formats = new HeaderFormats(request, response, record, client, origin);
        record.reporter = chain.inbound() ? Reporter.DESTINATION : Reporter.SOURCE;
        client.describe(record);
    }

    /// A request has begun.
    ///
    /// @param head stays as it is until [Downstream#done]
    /// @param bodyFollows false when the request ends here
    public void begin(Head head, String protocol, boolean bodyFollows) {
        start(protocol);
        requestEnded = !bodyFollows;
        request.of(head, client.scheme(), !http2 && origin.isSaid());
        request.describe(record);
        client.asked(record);
        origin.of(record.forwardedFor);
        if (origin.isEdge()) {
            // All of its lines are one list.
            record.forwardedFor = origin.forwarded(request.value("x-forwarded-for"));
        }
        record.downstreamRemoteAddress = origin.remote();
        RequestEdits.asked(this);
        upgrade = Admission.wantsUpgrade(head);
        LocalReply refusal = Intake.refusal(this, head);
        if (refusal != null) {
            reply(refusal);
            return;
        }
        long random = worker.worker().random().nextLong();
        RouteBook.Compiled routes = chain.routes();
        RouteEntry matched = routes.routes().match(request, random);
        if (matched == null) {
            reply(LocalReply.NOT_FOUND);
            return;
        }
        record.routeName = matched.route().name();
        record.operation = matched.route().decorator();
        entry = matched;
        switch (matched.route().action()) {
            case Action.Forward forward -> forward(routes, matched, forward, random);
            case Action.Redirect redirect -> {
                rewrite = routes.rewrites().of(matched);
                redirect(redirect, matched);
            }
            case Action.DirectResponse(int status, String body) -> {
                rewrite = routes.rewrites().of(matched);
                reply(new LocalReply(status, body, 0, ResponseDetails.DIRECT_RESPONSE));
            }
        }
    }

    /// What came instead of a request is not HTTP.
    public void refuse(Head head, Malformed problem) {
        start("HTTP/1.1");
        requestEnded = true;
        upgrade = false;
        request.none();
        refuse(problem);
    }

    /// The body of the request is malformed, and no answer was sent yet.
    public void refuse(Malformed problem) {
        reply(LocalReply.malformed(problem.status(), ResponseDetails.HTTP1_CODEC_ERROR));
    }

    private void start(String protocol) {
        record.reset();
        record.startNanos = worker.worker().clock().nanos();
        record.startEpochMillis = worker.worker().clock().epochMillis();
        record.protocol = protocol;
        state = State.ASKING;
        rewrite = null;
        entry = null;
        attempts.reset();
        asked.reset();
        answered.reset();
    }

    private void forward(
            RouteBook.Compiled routes, RouteEntry taken, Action.Forward forward, long random) {
        Destination to = taken.clusters().pick(request, random);
        ClusterLane cluster = to == null ? null : worker.worker().cluster(to.cluster());
        rewrite = to == null ? routes.rewrites().of(taken) : routes.rewrites().of(taken, to);
        record.upstreamCluster = to == null ? null : to.cluster();
        if (cluster == null) {
            reply(LocalReply.noCluster(forward.clusterNotFoundStatus()));
            return;
        }
        record.service = cluster.state().service();
        attempts.begin(taken, forward, cluster);
        if (requestEnded) {
            attempts.requestEnded(null);
        }
    }

    private void redirect(Action.Redirect redirect, RouteEntry taken) {
        String location = RedirectLocation.of(redirect, taken.route().match(), request);
        local.clear(redirect.status());
        local.append("location", location);
        record.responseCodeDetails = ResponseDetails.DIRECT_RESPONSE;
        answer(LocalHead.text(local, ""));
    }

    // What the downstream tells.

    /// Part of the request's body; exactly `length` readable bytes are consumed.
    public void onRequestData(ByteBuf source, int length) {
        record.bytesReceived += length;
        if (record.requestProtocol == RequestRecord.RequestProtocol.GRPC) {
            record.requestMessages += asked.in(source, length);
        }
        if (state == State.ASKING || state == State.ANSWERING) {
            attempts.requestData(source, length);
        } else {
            source.skipBytes(length);
        }
    }

    /// The request is complete.
    public void onRequestEnd(@Nullable Head trailers) {
        requestEnded = true;
        if (state == State.ASKING || state == State.ANSWERING) {
            attempts.requestEnded(trailers);
        }
    }

    /// All that came at once has been told.
    public void onRequestPause() {
        attempts.flush();
    }

    /// The client is gone, or its request became malformed.
    ///
    /// @param flag why
    public void onDownstreamGone(ResponseFlag flag, String details) {
        if (state == State.IDLE) {
            return;
        }
        record.flag(flag);
        record.responseCodeDetails = details;
        attempts.cancel();
        finish();
    }

    /// More of the response can be sent.
    public void onDownstreamWritable() {
        attempts.read(true);
    }

    // What the attempts tell.

    /// A response that is passed on.
    void respond(Head head, boolean bodyFollows, long serviceMillis) {
        state = State.ANSWERING;
        record.responseCode = head.status();
        record.responseCodeDetails = ResponseDetails.VIA_UPSTREAM;
        record.upstreamServiceMillis = serviceMillis;
        response.of(head);
        record.responseHeaders = response;
        record.grpcStatus = GrpcStatus.of(head);
        edits.of(head);
        RequestEdits.response(edits, this, head);
        String operation = entry == null ? "" : entry.route().decorator();
        StandardHeaders.response(edits, head, chain, operation, serviceMillis);
        downstream.respond(head, edits, bodyFollows);
    }

    void inform(Head head) {
        downstream.inform(head);
    }

    void data(ByteBuf source, int length) {
        record.bytesSent += length;
        if (record.requestProtocol == RequestRecord.RequestProtocol.GRPC) {
            record.responseMessages += answered.in(source, length);
        }
        downstream.data(source, length);
        if (!downstream.writable()) {
            attempts.read(false);
        }
    }

    void pause() {
        downstream.flush();
    }

    void end(@Nullable Head trailers) {
        if (trailers != null) {
            record.grpcStatus = GrpcStatus.of(trailers);
        }
        downstream.end(trailers);
        finish();
    }

    void upgraded(Head head, UpstreamStream stream) {
        respond(head, false, 0);
        state = State.TUNNEL;
        record.responseCode = head.status();
        downstream.tunnel(stream);
    }

    /// The tunnel that followed an upgrade is closed.
    public void onTunnelClosed(long received, long sent) {
        record.bytesReceived += received;
        record.bytesSent += sent;
        finish();
    }

    /// The last try failed.
    void fail(LocalReply why) {
        if (state == State.ANSWERING) {
            record.responseFlags |= why.flags();
            record.responseCodeDetails = ResponseDetails.CONNECTION_TERMINATION_LATE;
            downstream.abort();
            finish();
            return;
        }
        reply(why);
    }

    /// Answers without asking anyone.
    private void reply(LocalReply reply) {
        record.responseFlags |= reply.flags();
        record.responseCodeDetails = reply.details();
        boolean grpc = request.isGrpc();
        local.clear(grpc ? 200 : reply.status());
        if ((reply.flags() & ResponseFlag.UO.bit()) != 0) {
            local.append("x-envoy-overloaded", "true");
        }
        answer(
                grpc
                        ? LocalHead.grpc(local, reply.status(), reply.body(), http2)
                        : LocalHead.text(local, reply.body()));
    }

    private void answer(byte[] bytes) {
        attempts.cancel();
        state = State.ANSWERING;
        record.responseCode = local.status();
        record.grpcStatus = GrpcStatus.of(local);
        response.of(local);
        record.responseHeaders = response;
        edits.of(local);
        RequestEdits.response(edits, this, null);
        StandardHeaders.any(edits, local, chain);
        boolean hasBody = bytes.length > 0 && !request.head().methodIs("HEAD");
        downstream.respond(local, edits, hasBody);
        if (hasBody) {
            record.bytesSent += bytes.length;
            downstream.data(Unpooled.wrappedBuffer(bytes), bytes.length);
        }
        downstream.end(null);
        finish();
    }

    private void finish() {
        state = State.IDLE;
        attempts.finish();
        record.endNanos = worker.worker().clock().nanos();
        if (record.trace != null) {
            chain.tracer().end(record);
        }
        chain.observer().onRequestEnd(record);
        record.requestHeaders = RequestRecord.HeaderLookup.NONE;
        record.responseHeaders = RequestRecord.HeaderLookup.NONE;
        downstream.done();
    }

    // What its parts share.

    HttpChain chain() {
        return chain;
    }

    HttpWorker worker() {
        return worker;
    }

    Downstream downstream() {
        return downstream;
    }

    Client client() {
        return client;
    }

    /// True while the connection has to end after the next answer.
    public boolean isLeaving() {
        return chain.retired() || client.isLeaving();
    }

    Origin origin() {
        return origin;
    }

    boolean http2() {
        return http2;
    }

    RequestHead request() {
        return request;
    }

    RequestRecord record() {
        return record;
    }

    boolean wantsUpgrade() {
        return upgrade;
    }

    boolean requestEnded() {
        return requestEnded;
    }

    @Nullable RouteEntry entry() {
        return entry;
    }

    @Nullable Rewrite rewrite() {
        return rewrite;
    }

    HeaderFormats formats() {
        return formats;
    }

    /// The request as it goes to a host in this try.
    Edits requestEdits(int attempt, String hostname) {
        RequestEdits.fill(edits, this, attempt, hostname);
        return edits;
    }
}

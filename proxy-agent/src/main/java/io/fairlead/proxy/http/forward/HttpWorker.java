package io.fairlead.proxy.http.forward;

import io.fairlead.proxy.http.codec.Head;
import io.fairlead.proxy.http.codec.HeadWriter;
import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.upstream.Worker;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// What HTTP has on one event loop: scratch space, spare heads, the compiled routes, the protocols towards hosts.
public final class HttpWorker {

    private static final int SPARE_HEADS = 64;

    private final Worker worker;
    private final Strings strings = new Strings();
    private final HeadWriter writer = new HeadWriter();
    private final HttpDate date;
    private final ArrayDeque<Head> heads = new ArrayDeque<>();
    private RouteBook routes = RouteBook.EMPTY;
    private @Nullable UpstreamProtocol http1;
    private @Nullable UpstreamProtocol http2;
    private @Nullable PeerBook peers;

    public HttpWorker(Worker worker) {
        this.worker = worker;
        this.date = new HttpDate(worker.clock());
    }

    public Worker worker() {
        return worker;
    }

    Strings strings() {
        return strings;
    }

    /// To write one head; whoever uses it begins with [HeadWriter#clear].
    public HeadWriter writer() {
        return writer;
    }

    /// The value of `date`.
    String date() {
        return date.text();
    }

    /// The compiled routes.
    RouteBook routes() {
        return routes;
    }

    /// Goes on with other routes. Call it on the loop.
    public void apply(RouteBook next) {
        routes = next;
    }

    /// Says who this workload is, so that others are told.
    public void introduce(PeerBook book) {
        peers = book;
    }

    /// Who others are; null when nobody is asked.
    @Nullable PeerBook peers() {
        return peers;
    }

    /// Says who speaks which version to hosts.
    public void protocols(UpstreamProtocol one, @Nullable UpstreamProtocol two) {
        http1 = one;
        http2 = two;
    }

    /// Who speaks to this cluster.
    ///
    /// @param sameAs whether the downstream speaks HTTP/2
    UpstreamProtocol protocol(Cluster cluster, boolean sameAs) {
        boolean two =
                switch (cluster.protocol()) {
                    case HTTP1 -> false;
                    case HTTP2 -> true;
                    case SAME_AS_DOWNSTREAM -> sameAs;
                };
        UpstreamProtocol protocol = two && http2 != null ? http2 : http1;
        if (protocol == null) {
            throw new IllegalStateException("no protocol towards hosts was set");
        }
        return protocol;
    }

    /// A head to parse into; give it back with [#spare].
    public Head head() {
        Head head = heads.pollLast();
        return head == null ? new Head() : head;
    }

    /// Takes a head back.
    public void spare(Head head) {
        if (heads.size() < SPARE_HEADS) {
            head.reset();
            heads.addLast(head);
        }
    }
}

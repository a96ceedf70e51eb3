package io.fairlead.perf.load;

import io.fairlead.perf.machine.ProcessorTime;
import io.fairlead.perf.table.Histogram;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// One [Order] under way. Everything happens on one event loop.
///
/// ```
/// Opening --all are open--> Settling --a moment--> Measuring --time is up--> Waiting --answers or a second--> end
/// ```
///
/// Evenly spaced requests are due by a clock of their own. One that finds no free connection waits in line, and its
/// latency counts from when it was due. A request belongs to the figures when it was due while the clock ran,
/// whenever its answer comes.
final class Campaign implements Asker.Listener {
    private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int OPENING_MAX_SECONDS = 5;
    private static final int REPLACEMENTS_MAX = 1000;
    private static final int READ_BYTES_BULK = 256 * 1024;

    private enum Phase {
        OPENING,
        SETTLING,
        MEASURING,
        WAITING,
        DONE
    }

    private final Order order;
    private final Order.Shape shape;
    private final EventLoop loop;
    private final Bootstrap bootstrap;
    private final CompletableFuture<Result> result = new CompletableFuture<>();
    private final Set<Asker> askers = new LinkedHashSet<>();
    private final List<Asker> turn = new ArrayList<>();
    private final Deque<Long> line = new ArrayDeque<>();
    private final Histogram latency = new Histogram();
    private Phase phase = Phase.OPENING;
    private int nextTurn;
    private int replacements;
    private long nextDue;
    private long begin;
    private long end;
    private long cpu;
    private long requests;
    private long bytes;
    private long errors;
    private long unanswered;
    private String trouble = "";

    Campaign(Order order, EventLoop loop) {
        this.order = order;
        this.shape = order.shape();
        this.loop = loop;
        this.bootstrap =
                new Bootstrap()
                        .group(loop)
                        .channel(EpollSocketChannel.class)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, OPENING_MAX_SECONDS * 1000)
                        .remoteAddress(InetAddress.getLoopbackAddress(), order.target().port());
        if (order.target().bodyBytes() > READ_BYTES_BULK) {
            bootstrap.option(
                    ChannelOption.RECVBUF_ALLOCATOR,
                    new FixedRecvByteBufAllocator(READ_BYTES_BULK));
        }
    }

    CompletableFuture<Result> start() {
        loop.execute(() -> {
            for (int i = 0; i < shape.connections(); i++) {
                open(System.nanoTime());
            }
            if (shape.fresh()) {
                settle();
            }
        });
        var _ =
                loop.schedule(
                        () -> {
                            if (phase == Phase.OPENING) {
                                fail(
                                        "connections did not open within "
                                                + OPENING_MAX_SECONDS
                                                + " s");
                            }
                        },
                        OPENING_MAX_SECONDS,
                        TimeUnit.SECONDS);
        return result;
    }

    /// @param due when a fresh connection's request was due; others take theirs from the clock
    private void open(long due) {
        Asker asker =
                switch (order.target().protocol()) {
                    case HTTP1 -> new Http1Asker(order.target(), listening(due));
                    case HTTP2 -> new Http2Asker(order.target(), shape.streams(), this);
                };
        askers.add(asker);
        ChannelFuture connecting = bootstrap.clone().handler(asker).connect();
        var _ =
                connecting.addListener(connected -> {
                    if (!connected.isSuccess()) {
                        lost(asker, 1, String.valueOf(connected.cause().getMessage()));
                    }
                });
    }

    /// A fresh connection sends as soon as it is open.
    private Asker.Listener listening(long due) {
        if (!shape.fresh()) {
            return this;
        }
        return new Asker.Listener() {
            @Override
            public void opened(Asker asker) {
                asker.send(due);
            }

            @Override
            public void answered(Asker asker, long sent) {
                askers.remove(asker);
                asker.close();
                count(sent);
                if (isSending()) {
                    open(System.nanoTime());
                }
            }

            @Override
            public void received(int count) {
                Campaign.this.received(count);
            }

            @Override
            public void lost(Asker asker, int lostRequests, String why) {
                Campaign.this.lost(asker, Math.max(1, lostRequests), why);
            }
        };
    }

    @Override
    public void opened(Asker asker) {
        turn.add(asker);
        if (phase == Phase.OPENING && turn.size() == shape.connections()) {
            settle();
        } else if (isSending()) {
            use(asker);
        }
    }

    private boolean isSending() {
        return phase == Phase.SETTLING || phase == Phase.MEASURING;
    }

    private void settle() {
        phase = Phase.SETTLING;
        if (shape.perSecond() > 0) {
            nextDue = System.nanoTime();
            tick();
        } else {
            List.copyOf(turn).forEach(this::use);
        }
        var _ = loop.schedule(this::measure, SETTLE_NANOS, TimeUnit.NANOSECONDS);
    }

    private void measure() {
        if (phase != Phase.SETTLING) {
            return;
        }
        cpu = ProcessorTime.nanos(order.processes());
        phase = Phase.MEASURING;
        begin = System.nanoTime();
        unanswered = 0;
        var _ = loop.schedule(this::finish, order.millis(), TimeUnit.MILLISECONDS);
    }

    private void finish() {
        if (phase != Phase.MEASURING) {
            return;
        }
        end = System.nanoTime();
        sendWhatIsDue(end);
        phase = Phase.WAITING;
        cpu = ProcessorTime.nanos(order.processes()) - cpu;
        if (unanswered <= 0) {
            deliver();
        } else {
            var _ = loop.schedule(this::deliver, GRACE_NANOS, TimeUnit.NANOSECONDS);
        }
    }

    private void tick() {
        if (!isSending()) {
            return;
        }
        sendWhatIsDue(System.nanoTime());
        var _ = loop.schedule(this::tick, nextDue - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    private void sendWhatIsDue(long now) {
        if (shape.perSecond() > 0) {
            long gap = TimeUnit.SECONDS.toNanos(1) / shape.perSecond();
            for (; nextDue - now < 0; nextDue += gap) {
                send(nextDue);
            }
        }
    }

    private void send(long due) {
        for (int i = 0; i < turn.size(); i++) {
            Asker asker = turn.get(nextTurn++ % turn.size());
            if (asker.isFree()) {
                sendOn(asker, due);
                return;
            }
        }
        line.add(due);
        unanswered += isCounted(due) ? 1 : 0;
    }

    /// Whatever an asker is free for: those that wait in line, or one after the other.
    private void use(Asker asker) {
        if (shape.perSecond() == 0) {
            while (isSending() && asker.isFree()) {
                sendOn(asker, System.nanoTime());
            }
        } else if (!line.isEmpty() && asker.isFree()) {
            asker.send(line.remove());
        }
    }

    private void sendOn(Asker asker, long due) {
        unanswered += isCounted(due) ? 1 : 0;
        asker.send(due);
    }

    @Override
    public void answered(Asker asker, long due) {
        count(due);
        use(asker);
    }

    private void count(long due) {
        long now = System.nanoTime();
        requests += phase == Phase.MEASURING ? 1 : 0;
        if (isCounted(due)) {
            latency.record(now - due);
            unanswered--;
            if (phase == Phase.WAITING && unanswered <= 0) {
                deliver();
            }
        }
    }

    /// Whether a request that was due then belongs to the figures.
    private boolean isCounted(long due) {
        return switch (phase) {
            case OPENING, SETTLING, DONE -> false;
            case MEASURING -> due - begin >= 0;
            case WAITING -> due - begin >= 0 && due - end < 0;
        };
    }

    @Override
    public void received(int count) {
        bytes += phase == Phase.MEASURING ? count : 0;
    }

    @Override
    public void lost(Asker asker, int lostRequests, String why) {
        turn.remove(asker);
        if (!askers.remove(asker) || phase == Phase.DONE) {
            return;
        }
        trouble = trouble.isEmpty() ? why : trouble;
        errors += lostRequests;
        unanswered -= lostRequests;
        if (++replacements > REPLACEMENTS_MAX) {
            fail("more than " + REPLACEMENTS_MAX + " connections were lost: " + trouble);
        } else if (phase != Phase.WAITING) {
            var _ = loop.schedule(() -> open(System.nanoTime()), 1, TimeUnit.MILLISECONDS);
        }
    }

    private void deliver() {
        if (phase == Phase.DONE) {
            return;
        }
        stop();
        long never = Math.max(0, unanswered);
        if (never > 0 && trouble.isEmpty()) {
            trouble = never + " requests had no answer a second after the end";
        }
        result.complete(
                new Result(
                        requests,
                        errors + never,
                        bytes,
                        end - begin,
                        cpu,
                        latency.counts(),
                        trouble));
    }

    private void fail(String why) {
        if (phase != Phase.DONE) {
            stop();
            result.complete(Result.failed(why));
        }
    }

    private void stop() {
        phase = Phase.DONE;
        List.copyOf(askers).forEach(Asker::close);
        askers.clear();
    }
}

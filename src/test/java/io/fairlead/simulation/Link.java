package io.fairlead.simulation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.push.cache.Member;
import io.fairlead.push.node.Proxy;
import io.fairlead.push.queue.Inbox;
import io.fairlead.push.session.Answer;
import io.fairlead.push.session.Ask;
import io.fairlead.push.session.News;
import io.fairlead.push.session.Resources;
import io.fairlead.push.session.Session;
import io.fairlead.push.session.SessionLimits;
import io.fairlead.push.session.TypeUrl;
import io.fairlead.push.session.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// One stream: the daemon's end with its real [Session] and [Inbox], a network in both directions, a [PureClient].
///
/// The network keeps the order within a type, as a stream does, and else no order at all; it delivers some messages twice.
final class Link {
    private static final SessionLimits LIMITS =
            new SessionLimits(Duration.ofSeconds(5), 4_000, 10_000, 32);

    private final PureClient client;
    private final Inbox<Ask> inbox = new Inbox<>();
    private final Member member;
    private final RandomGenerator random;
    private final List<Ask> up = new ArrayList<>();
    private final List<Answer> down = new ArrayList<>();
    private final Map<TypeUrl, String> unanswered = new HashMap<>();
    private final Map<TypeUrl, Long> versions = new HashMap<>();
    private Session session = Session.start(LIMITS);

    Link(PureClient client, Proxy proxy, RandomGenerator random) {
        this.client = client;
        this.member = new Member(proxy, inbox);
        this.random = random;
        client.connect(up::add);
    }

    Member member() {
        return member;
    }

    Session session() {
        return session;
    }

    /// True while something is on its way.
    boolean isBusy() {
        return !up.isEmpty() || !down.isEmpty();
    }

    /// One request reaches the daemon.
    void deliverRequest() {
        if (up.isEmpty()) {
            return;
        }
        TypeUrl type = up.get(random.nextInt(up.size())).type();
        Ask ask = up.stream().filter(a -> a.type().equals(type)).findFirst().orElseThrow();
        up.remove(ask);
        inbox.request(ask);
        if (!ask.nonce().isEmpty() && isTwice()) {
            inbox.request(ask);
        }
    }

    /// One answer reaches the client.
    void deliverAnswer() {
        if (down.isEmpty()) {
            return;
        }
        Answer answer = down.remove(random.nextInt(down.size()));
        client.takes(answer);
        if (isTwice()) {
            down.add(answer);
        }
    }

    private boolean isTwice() {
        return random.nextInt(20) == 0;
    }

    /// The daemon's end takes what came and writes, as long as it is let.
    void turn(Instant now, int writes) throws InterruptedException {
        Inbox.Batch<Ask> batch = inbox.take(Duration.ZERO);
        Inbox.Aim aim = batch.aim();
        if (aim != null) {
            session = session.aim(aim.target());
        }
        batch.requests().forEach(this::receive);
        for (int i = 0; i < writes && session.target().isKnown(); i++) {
            Optional<Session.Step> step = session.poll(now);
            if (step.isEmpty()) {
                return;
            }
            session = step.get().session();
            sent(step.get().answer());
        }
    }

    private void sent(Answer answer) {
        assertThat(unanswered.put(answer.type(), answer.nonce()))
                .as("an answer of type %s that nobody spoke of yet", answer.type().shortName())
                .isNull();
        long version = version(answer.version());
        Long before = versions.put(answer.type(), version);
        assertThat(version)
                .as("versions only grow")
                .isGreaterThanOrEqualTo(before == null ? 0 : before);
        down.add(answer);
    }

    private void receive(Ask ask) {
        Watch before = session.watches().get(ask.type());
        Session.Received received = session.receive(ask);
        session = received.session();
        if (ask.nonce().equals(unanswered.get(ask.type()))) {
            unanswered.remove(ask.type());
        }
        if (received.news() instanceof News.Refused || received.news() instanceof News.Doubted) {
            Resources good = requireNonNull(session.watches().get(ask.type())).acked();
            assertThat(good)
                    .as("a refusal keeps the last good")
                    .isSameAs(requireNonNull(before).acked());
        }
        assertThat(received.news()).isNotInstanceOf(News.Excessive.class);
    }

    static long version(String text) {
        return Long.parseLong(text.substring(text.lastIndexOf('/') + 1));
    }
}

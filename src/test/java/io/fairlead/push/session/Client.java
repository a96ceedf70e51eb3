package io.fairlead.push.session;

import io.fairlead.push.session.Session.Received;
import io.fairlead.push.session.Session.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A session and a hand-driven clock, to write tests as a conversation.
final class Client {
    private Session session = Session.start(SessionLimits.DEFAULT);
    private Instant now = Instant.EPOCH;

    Client(Target target) {
        aim(target);
    }

    static Resource resource(String name, int version) {
        return new Resource(
                name, "v" + version, com.google.protobuf.Any.newBuilder().setTypeUrl("x").build());
    }

    static Target target(int version, Map<TypeUrl, List<Resource>> resources) {
        Map<TypeUrl, Resources> byType = new TreeMap<>();
        resources.forEach((type, list) -> byType.put(type, Resources.of(list)));
        return Target.of("t" + version, byType);
    }

    void aim(Target target) {
        session = session.aim(target);
    }

    void pass(java.time.Duration time) {
        now = now.plus(time);
    }

    News asks(TypeUrl type, String... more) {
        return delta(type, "", null, List.of(more), List.of(), Map.of());
    }

    News drops(TypeUrl type, String... less) {
        return delta(type, "", null, List.of(), List.of(less), Map.of());
    }

    News has(TypeUrl type, Map<String, String> versions, String... more) {
        return delta(type, "", null, List.of(more), List.of(), versions);
    }

    News acks(Answer answer) {
        return answer.delta()
                ? delta(answer.type(), answer.nonce(), null, List.of(), List.of(), Map.of())
                : sotw(answer.type(), answer.nonce(), null, namesOf(answer.type()));
    }

    News nacks(Answer answer, String why) {
        Ask.Refusal refusal = new Ask.Refusal(13, why);
        return answer.delta()
                ? delta(answer.type(), answer.nonce(), refusal, List.of(), List.of(), Map.of())
                : sotw(answer.type(), answer.nonce(), refusal, namesOf(answer.type()));
    }

    News asksSotw(TypeUrl type, String... names) {
        return sotw(type, "", null, Set.of(names));
    }

    News sotw(TypeUrl type, String nonce, Ask.@Nullable Refusal refusal, Set<String> names) {
        return receive(new Ask.Sotw(type, nonce, refusal, names));
    }

    News delta(
            TypeUrl type,
            String nonce,
            Ask.@Nullable Refusal refusal,
            List<String> more,
            List<String> less,
            Map<String, String> has) {
        return receive(new Ask.Delta(type, nonce, refusal, more, less, has));
    }

    private News receive(Ask ask) {
        Received received = session.receive(ask);
        session = received.session();
        return received.news();
    }

    private Set<String> namesOf(TypeUrl type) {
        return watch(type).wanted().names();
    }

    /// The one answer that goes now.
    Answer gets() {
        return poll().orElseThrow(
                        () -> new AssertionError("nothing is sent; " + session.watches()));
    }

    boolean getsNothing() {
        return poll().isEmpty();
    }

    private Optional<Answer> poll() {
        Optional<Step> step = session.poll(now);
        session = step.map(Step::session).orElseGet(session::caughtUp);
        return step.map(Step::answer);
    }

    /// Takes all that comes, with an ACK for each, and tells it as `Cluster[a@v1 -b]`.
    List<String> settles() {
        List<String> told = new ArrayList<>();
        for (Optional<Answer> next = poll(); next.isPresent(); next = poll()) {
            told.add(text(next.get()));
            acks(next.get());
        }
        return told;
    }

    static String text(Answer answer) {
        List<String> parts = new ArrayList<>();
        answer.resources().forEach(r -> parts.add(r.toString()));
        answer.removed().forEach(name -> parts.add("-" + name));
        return answer.type().shortName() + parts;
    }

    Watch watch(TypeUrl type) {
        return Objects.requireNonNull(session.watches().get(type));
    }

    Session session() {
        return session;
    }
}

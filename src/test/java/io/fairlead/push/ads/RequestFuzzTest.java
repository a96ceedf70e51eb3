package io.fairlead.push.ads;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.fairlead.push.session.Answer;
import io.fairlead.push.session.Ask;
import io.fairlead.push.session.News;
import io.fairlead.push.session.Resource;
import io.fairlead.push.session.Resources;
import io.fairlead.push.session.Session;
import io.fairlead.push.session.SessionLimits;
import io.fairlead.push.session.Target;
import io.fairlead.push.session.TypeUrl;
import io.fairlead.push.session.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever clients ask, a session throws nothing, stays within its limits, and has one answer of a type in flight.
class RequestFuzzTest {
    private static final SessionLimits LIMITS =
            new SessionLimits(Duration.ofSeconds(5), 100, 20, 6);
    private static final List<TypeUrl> TYPES =
            List.of(
                    TypeUrl.CLUSTER,
                    TypeUrl.ENDPOINT,
                    TypeUrl.LISTENER,
                    TypeUrl.ROUTE,
                    new TypeUrl(""),
                    new TypeUrl("type.googleapis.com/nobody.knows.It"),
                    new TypeUrl("a"),
                    new TypeUrl("b"));
    private static final List<String> NAMES = List.of("a", "b", "c", "d", "*", "", "nobody");

    /// One request as it comes from the wire, in both dialects.
    @FuzzTest
    void anyRequest(byte[] bytes) {
        try {
            Wire.Delta delta = new Wire.Delta();
            DeltaDiscoveryRequest request = DeltaDiscoveryRequest.parseFrom(bytes);
            converse(delta.ask(request)).forEach(delta::answer);
        } catch (InvalidProtocolBufferException _) {
            // gRPC refuses it.
        }
        try {
            Wire.Sotw sotw = new Wire.Sotw();
            DiscoveryRequest request = DiscoveryRequest.parseFrom(bytes);
            converse(sotw.ask(request)).forEach(sotw::answer);
        } catch (InvalidProtocolBufferException _) {
            // gRPC refuses it.
        }
    }

    private static List<Answer> converse(Ask ask) {
        Session session = Session.start(LIMITS).aim(target(1, 0)).receive(ask).session();
        List<Answer> answers = new ArrayList<>();
        Optional<Session.Step> step = session.poll(Instant.EPOCH);
        while (step.isPresent()) {
            answers.add(step.get().answer());
            session = step.get().session();
            step = session.poll(Instant.EPOCH);
        }
        within(session);
        return answers;
    }

    /// Many requests, in any order, true and false, while the configuration moves.
    @FuzzTest
    void anyConversation(FuzzedDataProvider data) {
        talk(
                new Choice() {
                    @Override
                    public int below(int bound) {
                        return data.consumeInt(0, bound - 1);
                    }

                    @Override
                    public boolean isOver() {
                        return data.remainingBytes() == 0;
                    }
                });
    }

    /// The same without a fuzzer.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void randomConversations(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 40; i++) {
            int[] left = {200};
            talk(
                    new Choice() {
                        @Override
                        public int below(int bound) {
                            left[0]--;
                            return random.nextInt(bound);
                        }

                        @Override
                        public boolean isOver() {
                            return left[0] <= 0;
                        }
                    });
        }
    }

    private interface Choice {
        int below(int bound);

        boolean isOver();
    }

    private static void talk(Choice choice) {
        boolean delta = choice.below(2) == 0;
        Session session = Session.start(LIMITS).aim(target(1, 0));
        Map<TypeUrl, String> unanswered = new HashMap<>();
        Instant now = Instant.EPOCH;
        for (int i = 2; !choice.isOver(); i++) {
            switch (choice.below(6)) {
                case 0 -> session = session.aim(target(i, choice.below(64)));
                case 1 -> now = now.plusMillis(choice.below(4_000));
                case 2, 3 -> {
                    Ask ask = ask(delta, session, choice);
                    Session.Received received = session.receive(ask);
                    if (received.news() instanceof News.Excessive) {
                        return;
                    }
                    session = received.session();
                    unanswered.remove(ask.type(), ask.nonce());
                }
                default -> {
                    Optional<Session.Step> step = session.poll(now);
                    if (step.isPresent()) {
                        session = step.get().session();
                        Answer answer = step.get().answer();
                        assertThat(unanswered.put(answer.type(), answer.nonce())).isNull();
                    }
                }
            }
            within(session);
        }
    }

    private static Ask ask(boolean delta, Session session, Choice choice) {
        TypeUrl type = TYPES.get(choice.below(TYPES.size()));
        Watch watch = session.watches().get(type);
        String last = watch == null ? "" : watch.sentNonce();
        String nonce =
                switch (choice.below(4)) {
                    case 0 -> "";
                    case 1 -> "stale/" + choice.below(3);
                    default -> last;
                };
        Ask.Refusal refusal = choice.below(3) == 0 ? new Ask.Refusal(13, "no") : null;
        if (!delta) {
            return new Ask.Sotw(type, nonce, refusal, new HashSet<>(names(choice)));
        }
        Map<String, String> has = new HashMap<>();
        names(choice).forEach(name -> has.put(name, "v" + choice.below(3)));
        return new Ask.Delta(type, nonce, refusal, names(choice), names(choice), has);
    }

    private static List<String> names(Choice choice) {
        List<String> names = new ArrayList<>();
        for (int left = choice.below(5); left > 0; left--) {
            names.add(NAMES.get(choice.below(NAMES.size())));
        }
        if (choice.below(40) == 0) {
            for (int i = 0; i < 30; i++) {
                names.add("many" + i);
            }
        }
        return names;
    }

    private static void within(Session session) {
        assertThat(session.watches()).hasSizeLessThanOrEqualTo(LIMITS.typesMax());
        for (Watch watch : session.watches().values()) {
            assertThat(watch.wanted().names()).hasSizeLessThanOrEqualTo(LIMITS.namesMax());
        }
    }

    /// Of each name, present or not and in one of two versions, as the bits say.
    private static Target target(int version, int bits) {
        Map<TypeUrl, Resources> byType = new TreeMap<>();
        for (TypeUrl type : TYPES.subList(0, 4)) {
            List<Resource> resources = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                if ((bits >> i & 1) == 0) {
                    Any body =
                            Any.newBuilder()
                                    .setTypeUrl(type.url())
                                    .setValue(ByteString.copyFromUtf8("x".repeat(40)))
                                    .build();
                    resources.add(
                            new Resource(NAMES.get(i), "v" + (bits >> (4 + i % 2) & 1), body));
                }
            }
            byType.put(type, Resources.of(resources));
        }
        return Target.of("run/" + version, byType);
    }
}

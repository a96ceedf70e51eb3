package io.fairlead.telemetry.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.fairlead.model.mtls.PodHeld;
import io.fairlead.model.mtls.PodRef;
import io.fairlead.model.mtls.PodWish;
import io.fairlead.model.mtls.PortHeld;
import io.fairlead.model.mtls.PortMode;
import io.fairlead.model.mtls.PortWish;
import io.fairlead.testing.FakeClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WishesTest {
    private static final PodRef WEB = new PodRef("shop", "web-1");
    private static final PodRef CART = new PodRef("shop", "cart-1");
    private static final PodWish AUDIT = wish(PortMode.AUDIT, 0);
    private static final PodWish TRIAL = wish(PortMode.TRIAL, 7);
    private static final Set<String> KNOWN = Set.of("10.0.0.7");

    private final FakeClock clock = new FakeClock(Instant.parse("2026-11-26T10:00:00Z"));
    private final Wishes wishes = new Wishes(clock, Duration.ofSeconds(15));
    private final List<Sent> sent = new ArrayList<>();
    private final Wishes.Outlet stream = ack -> sent.add(Sent.of(ack));

    /// What a sidecar reads in a wish.
    private record Sent(long version, long ttl, boolean same, int ports, List<String> known) {
        static Sent of(byte[] ack) {
            try {
                CodedInputStream outer = CodedInputStream.newInstance(ack);
                assertThat(outer.readTag())
                        .isEqualTo(3 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED);
                CodedInputStream in = CodedInputStream.newInstance(outer.readByteArray());
                Map<Integer, Long> numbers = new HashMap<>();
                List<String> known = new ArrayList<>();
                int ports = 0;
                for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                    switch (WireFormat.getTagFieldNumber(tag)) {
                        case 4 -> {
                            ports++;
                            in.skipField(tag);
                        }
                        case 5 -> known.add(in.readString());
                        default -> numbers.put(WireFormat.getTagFieldNumber(tag), in.readUInt64());
                    }
                }
                return new Sent(
                        numbers.getOrDefault(1, 0L),
                        numbers.getOrDefault(2, 0L),
                        numbers.containsKey(3),
                        ports,
                        known);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static PodWish wish(PortMode mode, long attempt) {
        return new PodWish(new TreeMap<>(Map.of(8080, new PortWish(mode, attempt))));
    }

    private static EnforcementMessages.Held held(long version, PortMode mode) {
        SortedMap<Integer, PortHeld> ports = new TreeMap<>();
        ports.put(8080, new PortHeld(mode, 7, false, "", Instant.EPOCH, 0, 0));
        return new EnforcementMessages.Held(version, ports);
    }

    private static EnforcementMessages.Held nothing(long version) {
        return new EnforcementMessages.Held(version, new TreeMap<>());
    }

    private void hear(EnforcementMessages.@Nullable Held said) {
        wishes.heard(WEB, stream, said);
    }

    private PodHeld web() {
        return Objects.requireNonNull(wishes.held().get(WEB));
    }

    private PortMode mode() {
        return Objects.requireNonNull(web().ports().get(8080)).mode();
    }

    @Test
    void whereNothingIsWishedNothingIsSent() {
        hear(null);
        wishes.wish(Map.of(), KNOWN);
        hear(null);
        clock.pass(Duration.ofMinutes(1));
        wishes.wish(Map.of(), KNOWN);
        assertThat(sent).isEmpty();
        assertThat(wishes.held()).isEmpty();
    }

    @Test
    void aWishGoesOutAtOnceAndIsHeldOnceThePodSaysItsVersion() {
        hear(null);
        wishes.wish(Map.of(WEB, TRIAL), KNOWN);
        assertThat(sent).hasSize(1);
        assertThat(sent.getFirst().known()).containsExactly("10.0.0.7");
        assertThat(wishes.held()).as("nobody said so yet").isEmpty();

        hear(held(sent.getFirst().version() - 1, PortMode.AUDIT));
        assertThat(wishes.held()).as("that was the one before").isEmpty();
        assertThat(sent).as("it is on its way").hasSize(1);

        hear(held(sent.getFirst().version(), PortMode.TRIAL));
        assertThat(web().streaming()).isTrue();
        assertThat(mode()).isEqualTo(PortMode.TRIAL);
    }

    @Test
    void aTrialIsRenewedInTimeAndAnAuditNever() {
        hear(null);
        wishes.wish(Map.of(WEB, TRIAL), KNOWN);
        for (int second = 0; second < 30; second++) {
            clock.pass(Duration.ofSeconds(1));
            wishes.wish(Map.of(WEB, TRIAL), KNOWN);
        }
        assertThat(sent).hasSize(7);
        assertThat(sent.subList(1, 7)).allMatch(Sent::same);
        assertThat(sent).extracting(Sent::version).containsOnly(sent.getFirst().version());

        sent.clear();
        wishes.wish(Map.of(WEB, AUDIT), KNOWN);
        clock.pass(Duration.ofMinutes(1));
        wishes.wish(Map.of(WEB, AUDIT), KNOWN);
        assertThat(sent).hasSize(1);
        assertThat(sent.getFirst().known()).as("nothing is taken back in an audit").isEmpty();
    }

    @Test
    void whoWishesNoMoreRenewsNothing() {
        hear(null);
        wishes.wish(Map.of(WEB, TRIAL), KNOWN);
        clock.pass(Duration.ofMinutes(5));
        hear(held(sent.getFirst().version(), PortMode.PERMISSIVE));
        assertThat(sent).hasSize(1);
        assertThat(mode())
                .as("the lease is over, as the pod says itself")
                .isEqualTo(PortMode.PERMISSIVE);
    }

    @Test
    void aNewCallerIsToldToTrialsAndTheyKeepTheirAttempt() {
        hear(null);
        wishes.wish(Map.of(WEB, TRIAL), KNOWN);
        wishes.wish(Map.of(WEB, TRIAL), Set.of("10.0.0.7", "10.0.0.8"));
        assertThat(sent).hasSize(2);
        assertThat(sent.get(1).known()).containsExactlyInAnyOrder("10.0.0.7", "10.0.0.8");
    }

    @Test
    void aNewStreamIsToldAllOfItAndAnOldOneIsForgotten() {
        hear(null);
        wishes.wish(Map.of(WEB, TRIAL), KNOWN);
        hear(held(sent.getFirst().version(), PortMode.TRIAL));
        wishes.closed(WEB, stream);
        assertThat(web().streaming()).isFalse();

        List<Sent> other = new ArrayList<>();
        Wishes.Outlet next = ack -> other.add(Sent.of(ack));
        wishes.heard(WEB, next, null);
        assertThat(other).hasSize(1);
        assertThat(other.getFirst().same()).isFalse();
        wishes.closed(WEB, stream);
        clock.pass(Duration.ofSeconds(6));
        wishes.wish(Map.of(WEB, TRIAL), KNOWN);
        assertThat(other).hasSize(2);
    }

    @Test
    void whatIsWishedNoLongerIsTakenBackAndThenForgotten() {
        hear(null);
        wishes.wish(Map.of(WEB, TRIAL), KNOWN);
        hear(held(sent.getFirst().version(), PortMode.TRIAL));
        wishes.wish(Map.of(), KNOWN);
        assertThat(sent).hasSize(2);
        assertThat(sent.get(1).ports()).isZero();
        assertThat(wishes.held()).isEmpty();
        hear(nothing(sent.get(1).version()));
        hear(nothing(sent.get(1).version()));
        wishes.wish(Map.of(), KNOWN);
        assertThat(sent).hasSize(2);
    }

    @Test
    void whatAnotherRunOfTheDaemonWishedIsTakenBackOnceThisOneKnowsWhatItWishes() {
        hear(held(3, PortMode.TRIAL));
        assertThat(sent).as("it does not know yet").isEmpty();
        wishes.wish(Map.of(CART, AUDIT), KNOWN);
        hear(held(3, PortMode.TRIAL));
        assertThat(sent).hasSize(1);
        assertThat(sent.getFirst().ports()).isZero();
    }

    @Test
    void aPodThatIsNotThereYetIsToldWhenItComes() {
        wishes.wish(Map.of(WEB, TRIAL), KNOWN);
        assertThat(sent).isEmpty();
        hear(null);
        assertThat(sent).hasSize(1);
    }
}

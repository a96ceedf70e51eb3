package io.fairlead.translate.input;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.model.config.Meta;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.PeerAuthentication;
import io.fairlead.model.policy.MtlsMode;
import io.fairlead.model.policy.MtlsModes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever people write, and in whichever order proxies hear of it: no client calls in a way that its server refuses.
class HandoverTest {
    private static final int STEPS = 300;
    private static final int CLIENTS = 3;
    private static final int PORT = 8080;

    private static List<PeerAuthentication> policy(MtlsMode mode, Map<Integer, MtlsMode> ports) {
        ObjectKey key = new ObjectKey("security.istio.io", "PeerAuthentication", "shop", "cart");
        Meta meta = new Meta(key, Map.of(), Map.of(), Instant.EPOCH);
        return List.of(
                new PeerAuthentication(meta, Map.of("app", "cart"), mode, new TreeMap<>(ports)));
    }

    private static List<PeerAuthentication> policy(MtlsMode mode) {
        return policy(mode, Map.of());
    }

    private static MtlsModes modes(List<PeerAuthentication> policies) {
        return PeerAuthentication.modes(policies, "istio-system", "shop", Map.of("app", "cart"));
    }

    private static MtlsMode server(Handover at) {
        return modes(at.wanted()).bridging(modes(at.told())).bridging(modes(at.former())).of(PORT);
    }

    private static boolean byTls(Handover at) {
        return modes(at.told()).of(PORT) != MtlsMode.DISABLE;
    }

    @ParameterizedTest
    @CsvSource({
        "DISABLE, STRICT, PERMISSIVE, PERMISSIVE",
        "STRICT, DISABLE, PERMISSIVE, PERMISSIVE",
        "DISABLE, PERMISSIVE, PERMISSIVE, PERMISSIVE",
        "PERMISSIVE, DISABLE, PERMISSIVE, PERMISSIVE"
    })
    void serversAcceptBothUntilClientsHaveFollowed(
            MtlsMode from, MtlsMode to, MtlsMode first, MtlsMode second) {
        Handover at = Handover.settled(policy(from)).toward(policy(to));
        assertThat(server(at)).isEqualTo(first);
        assertThat(byTls(at)).isEqualTo(from != MtlsMode.DISABLE);
        at = at.next();
        assertThat(server(at)).isEqualTo(second);
        assertThat(byTls(at)).isEqualTo(to != MtlsMode.DISABLE);
        at = at.next();
        assertThat(at).isEqualTo(Handover.settled(policy(to)));
        assertThat(server(at)).isEqualTo(to);
    }

    @Test
    void withoutDisableNobodyIsWaitedFor() {
        Handover at = Handover.settled(policy(MtlsMode.PERMISSIVE)).toward(policy(MtlsMode.STRICT));
        assertThat(at).isEqualTo(Handover.settled(policy(MtlsMode.STRICT)));
    }

    /// Somewhere in the mesh there is a port that is DISABLE.
    @Test
    void whatClientsCallByTlsAnywayIsStrictAtOnce() {
        Map<Integer, MtlsMode> other = Map.of(9090, MtlsMode.DISABLE);
        Handover at =
                Handover.settled(policy(MtlsMode.PERMISSIVE, other))
                        .toward(policy(MtlsMode.STRICT, other));
        assertThat(server(at)).isEqualTo(MtlsMode.STRICT);
    }

    @Test
    void aChangeBackMeanwhileEndsWhereItBegan() {
        Handover began = Handover.settled(policy(MtlsMode.DISABLE));
        Handover at = began.toward(policy(MtlsMode.STRICT)).toward(policy(MtlsMode.DISABLE));
        assertThat(at).isEqualTo(began);
    }

    static LongStream seeds() {
        return LongStream.range(0, Long.getLong("seeds", 200));
    }

    /// Each proxy does what it heard last, and hears of each step at its own time; the next step waits for all.
    @ParameterizedTest
    @MethodSource("seeds")
    void noCallIsRefused(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<MtlsMode> written = List.of(MtlsMode.DISABLE, MtlsMode.PERMISSIVE, MtlsMode.STRICT);
        Handover at = Handover.settled(policy(MtlsMode.PERMISSIVE));
        MtlsMode server = server(at);
        List<Boolean> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(byTls(at));
        }
        for (int step = 0; step < STEPS; step++) {
            int one = random.nextInt(CLIENTS);
            switch (random.nextInt(4)) {
                case 0 -> at = at.toward(policy(written.get(random.nextInt(written.size()))));
                case 1 -> server = server(at);
                case 2 -> clients.set(one, byTls(at));
                default -> {
                    boolean all =
                            server == server(at)
                                    && clients.equals(List.of(byTls(at), byTls(at), byTls(at)));
                    at = all && !at.isSettled() ? at.next() : at;
                }
            }
            for (boolean tls : clients) {
                assertThat(server)
                        .as("seed %d, step %d", seed, step)
                        .isNotEqualTo(tls ? MtlsMode.DISABLE : MtlsMode.STRICT);
            }
        }
    }
}

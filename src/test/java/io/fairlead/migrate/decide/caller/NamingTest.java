package io.fairlead.migrate.decide.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.fairlead.migrate.decide.caller.PodTimes.PodFacts;
import io.fairlead.model.mtls.Dial;
import io.fairlead.model.mtls.FourTuple;
import io.fairlead.model.mtls.Sighting;
import io.fairlead.model.mtls.TrafficClass;
import io.fairlead.model.mtls.UnitId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class NamingTest {
    private static final Instant T = Instant.parse("2026-11-26T09:00:00Z");
    private static final String UNIT = "shop/cart:8080";
    private static final FourTuple TUPLE = new FourTuple("10.0.0.9", 40_000, "10.0.0.1", 8080);
    private static final PodFacts PLAIN =
            new PodFacts(
                    "batch", "cron-1", "cron", "default", false, false, false, List.of(), false,
                    false);

    private static PodFacts meshed(
            boolean uid, boolean off, List<Integer> excluded, boolean early) {
        return new PodFacts(
                "batch", "cron-1", "cron", "default", true, uid, off, excluded, early, false);
    }

    private static Naming naming(PodFacts pod, List<Dial> dials) {
        return new Naming(
                PodTimes.NONE.arrived("10.0.0.9", pod, T.minusSeconds(60)),
                Naming.index(dials),
                Set.of("10.1.0.1"),
                Set.of("10.1.0.1", "10.1.0.2"),
                Set.of("shop/web:80"));
    }

    private static Caller name(Naming naming, Sighting seen) {
        return naming.joined(seen)
                .orElseGet(() -> naming.byAddress(seen.tuple().sourceIp(), seen.at(), UNIT));
    }

    private static Sighting at(Instant at) {
        return new Sighting(TUPLE, at, TrafficClass.PLAIN_HTTP, "GET /");
    }

    @ParameterizedTest
    @EnumSource(Dial.Reason.class)
    void whatTheCallersSidecarWroteDownIsTheCause(Dial.Reason reason) {
        PodFacts pod = meshed(false, false, List.of(), false);
        Naming naming =
                naming(pod, List.of(new Dial(TUPLE, T.minusSeconds(5), "batch/cron-1", reason)));

        Caller caller = name(naming, at(T));

        assertThat(caller.cause().name()).isEqualTo(reason.name());
        assertThat(caller)
                .isEqualTo(
                        new Caller(
                                caller.cause(), "batch", "cron", "cron-1", "default", "10.0.0.9"));
    }

    /// The caller asked for a Service: what arrives at the pod has another target, and the same source.
    @Test
    void aCallToAServiceIsJoinedByItsSource() {
        PodFacts pod = meshed(false, false, List.of(), false);
        FourTuple asked = new FourTuple("10.0.0.9", 40_000, "10.96.0.1", 80);
        Dial mismatch = new Dial(asked, T, "batch/cron-1", Dial.Reason.HOST_HEADER_MISMATCH);
        assertThat(naming(pod, List.of(mismatch)).joined(at(T)).orElseThrow().cause())
                .isEqualTo(Cause.HOST_HEADER_MISMATCH);
        Dial other = new Dial(asked, T, "batch/cron-1", Dial.Reason.POD_IP_CALL);
        assertThat(naming(pod, List.of(other)).joined(at(T))).isEmpty();
    }

    /// A job is gone before the report of its call comes, and somebody else may have its address.
    @Test
    void whoLeftBeforeTheReportIsStillNamed() {
        PodTimes gone =
                PodTimes.NONE
                        .arrived("10.0.0.9", PLAIN, T.minusSeconds(60))
                        .left("10.0.0.9", T.minusMillis(500));
        Naming naming = new Naming(gone, Map.of(), Set.of(), Set.of(), Set.of());

        assertThat(naming.within("10.0.0.9", T.minusSeconds(1), T, UNIT).workload())
                .isEqualTo("cron");
        assertThat(naming.within("10.0.0.9", T.minusMillis(400), T, UNIT).cause())
                .isEqualTo(Cause.EXTERNAL);

        PodFacts next = meshed(false, false, List.of(), false);
        Naming reused =
                new Naming(
                        gone.arrived("10.0.0.9", next, T.minusMillis(200)),
                        Map.of(),
                        Set.of(),
                        Set.of(),
                        Set.of());
        assertThat(reused.within("10.0.0.9", T.minusSeconds(2), T.minusMillis(300), UNIT).cause())
                .isEqualTo(Cause.NO_SIDECAR);
        assertThat(reused.within("10.0.0.9", T.minusSeconds(1), T, UNIT).cause())
                .isEqualTo(Cause.UNREPORTED);
    }

    @Test
    void aCallOfAPodOfWhichTheDaemonHeardAMomentLaterIsItsOwn() {
        PodTimes times = PodTimes.NONE.arrived("10.0.0.9", PLAIN, T);
        Naming naming = new Naming(times, Map.of(), Set.of(), Set.of(), Set.of());

        assertThat(name(naming, at(T.minusSeconds(5))).cause()).isEqualTo(Cause.NO_SIDECAR);
        assertThat(name(naming, at(T.minusSeconds(6))).cause()).isEqualTo(Cause.EXTERNAL);
    }

    static Stream<Arguments> withoutRecord() {
        return Stream.of(
                arguments(PLAIN, Cause.NO_SIDECAR),
                arguments(meshed(false, true, List.of(), false), Cause.CAPTURE_OFF),
                arguments(meshed(false, false, List.of(8080), false), Cause.EXCLUDED_OUTBOUND),
                arguments(meshed(false, false, List.of(9090), false), Cause.UNREPORTED),
                arguments(meshed(false, false, List.of(), true), Cause.INIT_CONTAINER_EARLY),
                arguments(meshed(true, false, List.of(), false), Cause.PROXY_UID_1337));
    }

    @ParameterizedTest
    @MethodSource("withoutRecord")
    void aPodWithoutARecordIsNamedByWhatItIs(PodFacts pod, Cause cause) {
        Dial late = new Dial(TUPLE, T.plusSeconds(6), "batch/cron-1", Dial.Reason.POD_IP_CALL);
        Dial other = new Dial(TUPLE, T, "batch/other", Dial.Reason.POD_IP_CALL);
        Caller caller = name(naming(pod, List.of(late, other)), at(T));
        assertThat(caller.cause()).isEqualTo(cause);
        assertThat(caller.owner()).isEqualTo("batch/cron");
    }

    @Test
    void aReadySidecarIsNoExcuseForAnInitContainer() {
        PodFacts pod = meshed(false, false, List.of(), true);
        PodTimes times =
                PodTimes.NONE.arrived("10.0.0.9", pod, T).ready("10.0.0.9", T.plusSeconds(2));
        Naming naming = new Naming(times, Map.of(), Set.of(), Set.of(), Set.of());
        assertThat(name(naming, at(T.plusSeconds(1))).cause())
                .isEqualTo(Cause.INIT_CONTAINER_EARLY);
        assertThat(name(naming, at(T.plusSeconds(2))).cause()).isEqualTo(Cause.UNREPORTED);
    }

    static Stream<Arguments> outside() {
        return Stream.of(
                arguments("10.1.0.1", UNIT, Cause.NODE),
                arguments("10.1.0.1", "shop/web:80", Cause.NODEPORT),

                // 10.1.0.1 is an address of the API server as well.
                arguments("10.1.0.2", UNIT, Cause.APISERVER),
                arguments("192.0.2.7", UNIT, Cause.EXTERNAL));
    }

    @ParameterizedTest
    @MethodSource("outside")
    void whoIsNoPodIsNamedByItsAddress(String address, String unit, Cause cause) {
        Caller caller = naming(PLAIN, List.of()).byAddress(address, T, unit);
        assertThat(caller).isEqualTo(new Caller(cause, "", "", "", "", address));
        assertThat(caller.cause().attributable()).isFalse();
    }

    @Test
    void certificatesNameTheirOwners() {
        Set<String> ours = Set.of("cluster.local");
        assertThat(Naming.proved("spiffe://cluster.local/ns/shop/sa/web", ours).cause())
                .isEqualTo(Cause.NONE);
        assertThat(Naming.proved("spiffe://other/ns/shop/sa/web", ours).cause())
                .isEqualTo(Cause.OTHER_MESH);
        assertThat(Naming.proved("nonsense", ours).cause()).isEqualTo(Cause.EXTERNAL);
    }

    /// T22: an address is used again 200 ms after its pod died.
    @Test
    void anAddressThatIsUsedAgainNamesWhoHadItThen() {
        long seed = Long.getLong("seed", 22);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        PodTimes times = PodTimes.NONE;
        Instant at = T;
        for (int i = 0; i < 1_000; i++) {
            PodFacts pod =
                    new PodFacts(
                            "ns", "p" + i, "w" + i, "sa", false, false, false, List.of(), false,
                            false);
            times = times.arrived("10.0.0.9", pod, at);
            Instant dies = at.plusMillis(50 + random.nextInt(5_000));
            times = times.left("10.0.0.9", dies);
            Instant asked = dies.minusMillis(1 + random.nextInt(49));
            assertThat(times.at("10.0.0.9", asked).orElseThrow().pod())
                    .as("seed " + seed)
                    .isEqualTo(pod);
            assertThat(times.at("10.0.0.9", dies.plusMillis(random.nextInt(200)))).isEmpty();
            at = dies.plusMillis(200);
        }
        assertThat(times.byAddress().values())
                .as("what is remembered")
                .allMatch(tenancies -> tenancies.size() < 500);
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void everyCauseHasAFix(Cause cause) {
        Caller caller = new Caller(cause, "batch", "cron", "cron-1", "default", "10.0.0.9");
        assertThat(cause.fix(caller, new UnitId("shop", "cart", 8080))).isNotBlank();
    }
}

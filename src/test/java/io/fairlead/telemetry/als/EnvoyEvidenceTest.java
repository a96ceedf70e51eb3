package io.fairlead.telemetry.als;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.model.mtls.Dialed;
import io.fairlead.model.mtls.EvidenceDelta;
import io.fairlead.model.mtls.EvidenceDelta.Row;
import io.fairlead.model.mtls.FourTuple;
import io.fairlead.model.mtls.PodRef;
import io.fairlead.model.mtls.TrafficClass;
import io.fairlead.telemetry.als.Arrival.News;
import io.fairlead.testing.FakeClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EnvoyEvidenceTest {
    private static final PodRef CART = new PodRef("shop", "cart-1");
    private static final PodRef BANK = new PodRef("bank", "vault-1");
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final FakeClock clock = new FakeClock();
    private final EnvoyEvidence evidence = new EnvoyEvidence(clock);

    private EvidenceDelta take() {
        clock.pass(SECOND);
        return evidence.take(Map.of(CART, 1L)).getFirst();
    }

    /// Without the ports that they came from.
    private static List<Row> rows(EvidenceDelta delta) {
        return delta.rows().stream()
                .map(row ->
                        new Row(
                                row.port(),
                                row.kind(),
                                row.source(),
                                row.detail(),
                                row.connections(),
                                row.requests(),
                                row.refused()))
                .toList();
    }

    private static Arrival plain(String from, int requests) {
        String address = from.split(":", 2)[0];
        return new Arrival(
                8080, TrafficClass.PLAIN_HTTP, address, from, "GET /", requests, News.TAKEN);
    }

    private static Arrival over(TrafficClass kind, String source, String from) {
        return new Arrival(8080, kind, source, from, "", 0, News.OVER);
    }

    private static Row row(TrafficClass kind, String source, long connections, long requests) {
        String detail = kind == TrafficClass.PLAIN_HTTP ? "GET /" : "";
        return new Row(8080, kind, source, detail, connections, requests, 0);
    }

    private static Row plain(long connections, long requests) {
        return row(TrafficClass.PLAIN_HTTP, "10.0.0.1", connections, requests);
    }

    @Test
    void thatNobodyCameIsReportedWithoutAGap() {
        EvidenceDelta first = take();
        EvidenceDelta second = take();
        assertThat(first.sequence()).isEqualTo(1);
        assertThat(second.rows()).isEmpty();
        assertThat(second.epoch()).isEqualTo(first.epoch());
        assertThat(second.sequence()).isEqualTo(2);
        assertThat(second.from()).isEqualTo(first.until());
        assertThat(second.pod()).isEqualTo(new EvidenceDelta.Pod("shop", "", "cart-1"));
    }

    @Test
    void aConnectionCountsOnceAndItsRequestsEach() {
        evidence.came(CART, List.of(plain("10.0.0.1:4", 1), plain("10.0.0.1:4", 1)));
        assertThat(rows(take())).containsExactly(plain(1, 2));
        evidence.came(CART, List.of(plain("10.0.0.1:4", 1), plain("10.0.0.1:5", 1)));
        assertThat(rows(take())).containsExactly(plain(1, 2));
    }

    /// While a connection lives, it is clear text that somebody speaks now.
    @Test
    void aConnectionThatGoesOnIsToldWithNothing() {
        evidence.came(CART, List.of(plain("10.0.0.1:4", 0)));
        assertThat(rows(take())).containsExactly(plain(1, 0));
        evidence.came(CART, List.of(plain("10.0.0.1:4", 0)));
        assertThat(rows(take())).containsExactly(plain(0, 0));
    }

    /// The log of connections may be faster than that of requests.
    @Test
    void theEndOfAConnectionWaitsForWhatItWas() {
        evidence.came(CART, List.of(over(TrafficClass.UNOBSERVABLE, "10.0.0.1", "10.0.0.1:4")));
        evidence.came(CART, List.of(plain("10.0.0.1:4", 1)));
        assertThat(rows(take())).containsExactly(plain(1, 1));
        assertThat(rows(take())).isEmpty();

        evidence.came(CART, List.of(plain("10.0.0.1:4", 1)));
        assertThat(rows(take())).as("the port is used again").containsExactly(plain(1, 1));
    }

    @Test
    void whatNoOtherLogToldOfCountsByItself() {
        evidence.came(
                CART,
                List.of(
                        over(TrafficClass.MESH_MTLS, "spiffe://a", "10.0.0.1:4"),
                        over(TrafficClass.UNOBSERVABLE, "10.0.0.1", "10.0.0.1:5")));
        assertThat(rows(take()))
                .containsExactly(
                        row(TrafficClass.MESH_MTLS, "spiffe://a", 1, 0),
                        row(TrafficClass.UNOBSERVABLE, "10.0.0.1", 1, 0));
    }

    @Test
    void whoIsRefusedIsToldAtOnce() {
        evidence.came(
                CART,
                List.of(
                        new Arrival(
                                8080,
                                TrafficClass.PLAIN_TCP,
                                "10.0.0.1",
                                "10.0.0.1:4",
                                "",
                                0,
                                News.REFUSED)));
        assertThat(rows(evidence.take(Map.of(CART, 1L)).getFirst()))
                .containsExactly(new Row(8080, TrafficClass.PLAIN_TCP, "10.0.0.1", "", 1, 0, 1));
    }

    @Test
    void whereSomeOfThemCameFromIsTold() {
        evidence.came(
                CART,
                IntStream.range(0, 100).mapToObj(i -> plain("10.0.0.1:" + (i / 2), 1)).toList());
        assertThat(take().rows().getFirst().ports())
                .isEqualTo(IntStream.range(0, Limits.FROM_MAX).boxed().toList());
    }

    @Test
    void whomAPodCalledIsToldOnceInEachReport() {
        Dialed dialed =
                new Dialed(
                        new FourTuple("10.0.0.2", 4, "10.0.0.3", 80),
                        clock.now(),
                        "PassthroughCluster",
                        "10.0.0.3");
        evidence.dialed(CART, List.of(dialed, dialed));
        assertThat(take().dials()).containsExactly(dialed);
        assertThat(take().dials()).isEmpty();
    }

    @Test
    void whatIsLostBeginsAnewWhenItsEnvoyIsStillThere() {
        EvidenceDelta before = take();
        evidence.lost(CART);
        assertThat(evidence.take(Map.of(CART, 1L))).as("it may be ending").isEmpty();
        EvidenceDelta after = take();
        assertThat(after.epoch()).isGreaterThan(before.epoch());
        assertThat(after.sequence()).isEqualTo(1);
        assertThat(take().sequence()).isEqualTo(2);
    }

    @Test
    void anotherStreamIsAnotherRun() {
        EvidenceDelta before = take();
        EvidenceDelta after = evidence.take(Map.of(CART, 2L)).getFirst();
        assertThat(after.epoch()).isGreaterThan(before.epoch());
        assertThat(after.sequence()).isEqualTo(1);
    }

    @Test
    void whoIsNotHeardReportsNothingAndBeginsAnew() {
        EvidenceDelta before = take();
        assertThat(evidence.take(Map.of())).isEmpty();
        assertThat(take().epoch()).isGreaterThan(before.epoch());
    }

    @Test
    void whoDidNotSayWhichPodItIsCostsItsNamespaceOnly() {
        Map<PodRef, Long> both = Map.of(CART, 1L, BANK, 1L);
        evidence.take(both);
        evidence.lostIn("shop");
        assertThat(evidence.take(both))
                .extracting(delta -> delta.pod().name())
                .containsExactly("vault-1");
    }

    @Test
    void whatDoesNotFitIsCountedTogether() {
        evidence.came(
                CART,
                IntStream.range(0, 1_000).mapToObj(i -> plain("10.0.1." + i + ":4", 1)).toList());
        List<Row> rows = rows(take());
        assertThat(rows).hasSize(Limits.SOURCES_MAX + 1);
        assertThat(rows).contains(row(TrafficClass.PLAIN_HTTP, ArrivalBook.MANY, 936, 936));

        evidence.came(
                CART,
                IntStream.range(0, 1_000)
                        .mapToObj(port ->
                                new Arrival(
                                        port + 1,
                                        TrafficClass.PLAIN_TCP,
                                        "10.0.0.1",
                                        "10.0.0.1:4",
                                        "",
                                        0,
                                        News.TAKEN))
                        .toList());
        assertThat(rows(take()))
                .hasSize(Limits.PORTS_MAX + 1)
                .contains(new Row(0, TrafficClass.PLAIN_TCP, "*", "", 936, 0, 0));
    }
}

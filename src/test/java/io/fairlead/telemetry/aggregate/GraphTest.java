package io.fairlead.telemetry.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fairlead.telemetry.aggregate.TrafficReport.Bucket;
import io.fairlead.telemetry.aggregate.TrafficReport.Peer;
import io.fairlead.telemetry.aggregate.TrafficReport.Pod;
import io.fairlead.telemetry.aggregate.TrafficReport.Protocol;
import io.fairlead.telemetry.aggregate.TrafficReport.Row;
import io.fairlead.telemetry.aggregate.TrafficReport.Service;
import io.fairlead.telemetry.aggregate.TrafficReport.Side;
import io.fairlead.telemetry.view.EdgeView;
import io.fairlead.telemetry.view.EdgeView.End;
import io.fairlead.telemetry.view.GraphView;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphTest {
    private static final Pod WEB = new Pod("shop", "web", "web-1");
    private static final Pod CART = new Pod("shop", "cart", "cart-1");

    private final Graph graph =
            new Graph(new Limits(2, 100, Duration.ofMinutes(10), Duration.ofHours(1)));
    private long sequence;

    @Test
    void bothSidesOfACallAreOneEdgeAndAreNotAddedUp() {
        add(WEB, row(Side.SOURCE, "cart", 2, true, 10), 5);
        add(CART, row(Side.DESTINATION, "web", 2, true, 9), 6);

        EdgeView edge = only(8);
        assertThat(edge.source()).isEqualTo(new End("shop", "web"));
        assertThat(edge.destination()).isEqualTo(new End("shop", "cart"));
        assertThat(edge.service()).isEqualTo("cart.shop");
        assertThat(edge.protocol()).isEqualTo("http");
        assertThat(edge.lastSeenSeconds()).isEqualTo(2);
        assertThat(edge.tenSeconds().count()).as("the source says how many").isEqualTo(10);
        assertThat(edge.tenSeconds().perSecond()).isEqualTo(1);
        assertThat(edge.minute().count()).isEqualTo(10);
    }

    @Test
    void theDestinationKnowsWhatCameOverMutualTls() {
        add(WEB, row(Side.SOURCE, "cart", 2, true, 10), 5);
        add(CART, row(Side.DESTINATION, "web", 2, true, 6), 5);
        add(CART, row(Side.DESTINATION, "web", 2, false, 2), 5);

        assertThat(only(5).minute().mtlsShare()).isEqualTo(0.75);
    }

    @Test
    void withoutItsSidecarTheSourceIsBelieved() {
        add(WEB, row(Side.SOURCE, "cart", 2, true, 1), 5);
        add(WEB, row(Side.SOURCE, "cart", 2, false, 3), 5);
        assertThat(only(5).minute().mtlsShare()).isEqualTo(0.25);
    }

    @ParameterizedTest
    @CsvSource({"2,0", "3,0", "4,0", "5,4", "0,4"})
    void errorsAreAnswersOfClassFiveAndNone(int responseClass, long errors) {
        add(WEB, row(Side.SOURCE, "cart", responseClass, true, 4), 5);
        assertThat(only(5).minute().errors()).isEqualTo(errors);
    }

    /// What happened at second 100 and how much of it the windows show later.
    @ParameterizedTest
    @CsvSource({"100,7,7,7", "107,7,7,7", "110,0,7,7", "159,0,7,7", "160,0,0,7", "659,0,0,7"})
    void windowsForget(long later, long ten, long minute, long tenMinutes) {
        add(WEB, row(Side.SOURCE, "cart", 2, true, 7), 100);
        EdgeView edge = only(later);
        assertThat(edge.tenSeconds().count()).isEqualTo(ten);
        assertThat(edge.minute().count()).isEqualTo(minute);
        assertThat(edge.tenMinutes().count()).isEqualTo(tenMinutes);
    }

    @Test
    void aReportThatComesAgainCountsOnceAndAMissingOneIsNoticed() {
        TrafficReport report =
                new TrafficReport(1, 1, WEB, List.of(row(Side.SOURCE, "cart", 2, true, 1)));
        graph.add(report, 1);
        graph.add(report, 2);
        graph.add(new TrafficReport(1, 4, WEB, report.rows()), 3);

        GraphView view = graph.view(3);
        assertThat(view.edges().getFirst().minute().count()).isEqualTo(2);
        assertThat(view)
                .extracting(GraphView::reports, GraphView::repeated, GraphView::lost)
                .containsExactly(2L, 1L, 2L);
    }

    @Test
    void anEdgeTooManyIsCountedAndAnIdleOneMakesRoom() {
        add(WEB, row(Side.SOURCE, "a", 2, true, 1), 0);
        add(WEB, row(Side.SOURCE, "b", 2, true, 1), 1);
        add(WEB, row(Side.SOURCE, "c", 2, true, 1), 2);
        assertThat(graph.view(2).edges()).hasSize(2);
        assertThat(graph.view(2).overflow()).isEqualTo(1);

        add(WEB, row(Side.SOURCE, "c", 2, true, 1), 601);
        assertThat(graph.view(601).edges())
                .extracting(edge -> edge.destination().workload())
                .containsExactly("c");
    }

    @Test
    void noNumberTurnsASumNegative() {
        add(WEB, row(Side.SOURCE, "cart", 5, true, Long.MAX_VALUE), 5);
        add(WEB, row(Side.SOURCE, "cart", 5, true, Long.MAX_VALUE), 5);
        assertThat(only(5).minute().count()).isEqualTo(Long.MAX_VALUE);
        assertThat(only(5).minute().errorShare()).isEqualTo(1);
    }

    /// 90 fast requests and 10 slow ones.
    @ParameterizedTest
    @CsvSource({"0.5,1.28", "0.9,1.28", "0.91,1048.576", "0.99,1048.576"})
    void aQuantileIsOffByAnEighthAtMost(double quantile, double millis) {
        long[] buckets = new long[Latency.BUCKETS];
        buckets[18] = 90;
        buckets[57] = 10;
        assertThat(Latency.quantileMillis(buckets, quantile)).isCloseTo(millis, within(millis / 8));
    }

    @Test
    void nothingHasNoQuantile() {
        assertThat(Latency.quantileMillis(new long[Latency.BUCKETS], 0.5)).isZero();
    }

    private void add(Pod from, Row row, long nowSeconds) {
        graph.add(new TrafficReport(1, ++sequence, from, List.of(row)), nowSeconds);
    }

    private EdgeView only(long nowSeconds) {
        List<EdgeView> edges = graph.view(nowSeconds).edges();
        assertThat(edges).hasSize(1);
        return edges.getFirst();
    }

    private static Row row(Side side, String peer, int responseClass, boolean mutual, long count) {
        return new Row(
                side,
                new Peer("shop", peer, ""),
                new Service("shop", "cart"),
                Protocol.HTTP,
                responseClass,
                mutual,
                count,
                100,
                List.of(new Bucket(1, count)));
    }
}

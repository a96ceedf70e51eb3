package io.fairlead.fleetman.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrackTest {

    private static final double METRES_PER_SECOND_AT_20_MPH = 8.9408;

    /// A square of a thousand units a side, points a hundred units apart.
    private final Track square = Track.of(square(), 20);

    @Test
    void itStartsAtItsFirstPoint() {
        assertThat(square.after(Duration.ZERO)).isEqualTo(new Point(0, 0));
    }

    @Test
    void onAStraightItIsAsFastAsItShouldBe() {
        double seconds = square.seconds().get(2) - square.seconds().get(1);
        assertThat(Point.metres(100) / seconds)
                .isCloseTo(METRES_PER_SECOND_AT_20_MPH, within(1e-9));
    }

    @Test
    void aRightAngleIsTakenWithHalfTheSpeed() {
        double seconds = square.seconds().get(11) - square.seconds().get(10);
        assertThat(Point.metres(100) / seconds)
                .isCloseTo(METRES_PER_SECOND_AT_20_MPH / 2, within(1e-9));
    }

    @Test
    void afterARoundItIsWhereItWas() {
        Point here = square.after(Duration.ofSeconds(100));
        Point later = square.after(Duration.ofSeconds(100).plus(square.round()));
        assertThat(later.distanceTo(here)).isLessThan(0.1);
    }

    @Test
    void betweenPointsItIsOnTheLine() {
        for (int second = 0; second < square.round().toSeconds(); second++) {
            Point at = square.after(Duration.ofSeconds(second));
            boolean onTheEdge =
                    at.x() == 0 || at.y() == 0 || near(at.x(), 1000) || near(at.y(), 1000);
            assertThat(onTheEdge).as("after %d s at %s", second, at).isTrue();
        }
    }

    @Test
    void aCurveGoesThroughItsPoints() {
        List<Point> points = List.of(new Point(0, 0), new Point(10, 5), new Point(30, 0));
        assertThat(Curve.stretch(points, 0).getFirst()).isEqualTo(points.get(0));
        assertThat(Curve.stretch(points, 0).getLast()).isEqualTo(points.get(1));
        assertThat(Curve.stretch(points, 1).getLast()).isEqualTo(points.get(2));
    }

    private static boolean near(double value, double wanted) {
        return Math.abs(value - wanted) < 1e-6;
    }

    private static List<Point> square() {
        return java.util.stream.IntStream.range(0, 40)
                .mapToObj(i -> {
                    double along = i % 10 * 100;
                    return switch (i / 10) {
                        case 0 -> new Point(along, 0);
                        case 1 -> new Point(1000, along);
                        case 2 -> new Point(1000 - along, 1000);
                        default -> new Point(0, 1000 - along);
                    };
                })
                .toList();
    }
}

package io.fairlead.fleetman.simulator;

import java.util.ArrayList;
import java.util.List;

/// The smooth line through the points of a road: a Catmull-Rom spline, which the page draws as the same Bézier curve.
final class Curve {

    private static final int STEPS = 12;

    private Curve() {}

    /// Points along the stretch from `points[i]` to `points[i + 1]`, both included.
    static List<Point> stretch(List<Point> points, int i) {
        Point start = points.get(i);
        Point end = points.get(i + 1);
        Point before = points.get(Math.max(i - 1, 0));
        Point after = points.get(Math.min(i + 2, points.size() - 1));
        List<Point> line = new ArrayList<>();
        for (int step = 0; step <= STEPS; step++) {
            double t = (double) step / STEPS;
            line.add(
                    new Point(
                            spline(before.x(), start.x(), end.x(), after.x(), t),
                            spline(before.y(), start.y(), end.y(), after.y(), t)));
        }
        return List.copyOf(line);
    }

    private static double spline(double before, double a, double b, double after, double t) {
        double square = t * t;
        double cube = square * t;
        return 0.5
                * (2 * a
                        + (b - before) * t
                        + (2 * before - 5 * a + 4 * b - after) * square
                        + (3 * a - before - 3 * b + after) * cube);
    }
}

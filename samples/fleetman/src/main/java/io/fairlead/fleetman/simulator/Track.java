package io.fairlead.fleetman.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A loop that a vehicle drives, forever.
///
/// @param points the loop, its last point joined to its first
/// @param seconds when the vehicle is at each point, counted from the first; one more than points: the last is the
///     time of a whole round
record Track(List<Point> points, List<Double> seconds) {

    private static final double METRES_PER_SECOND_PER_MPH = 0.44704;

    /// Bends are taken slower: at a right angle with half the speed.
    private static final double BEND_SLOWDOWN = 0.5;

    Track {
        points = List.copyOf(points);
        seconds = List.copyOf(seconds);
    }

    /// The loop through these points, driven at this speed where it is straight.
    static Track of(List<Point> points, double mph) {
        List<Double> seconds = new ArrayList<>();
        double time = 0;
        int n = points.size();
        for (int i = 0; i < n; i++) {
            seconds.add(time);
            Point here = points.get(i);
            Point next = points.get((i + 1) % n);
            double speed =
                    mph
                            * METRES_PER_SECOND_PER_MPH
                            * easing(points.get((i + n - 1) % n), here, next);
            time += Point.metres(here.distanceTo(next)) / speed;
        }
        seconds.add(time);
        return new Track(points, seconds);
    }

    /// How long one round takes.
    Duration round() {
        return Duration.ofMillis((long) (seconds.getLast() * 1000));
    }

    /// Where the vehicle is after driving this long.
    Point after(Duration driven) {
        double time = driven.toMillis() / 1000.0 % seconds.getLast();
        int i = 0;
        while (seconds.get(i + 1) <= time) {
            i++;
        }
        double part = (time - seconds.get(i)) / (seconds.get(i + 1) - seconds.get(i));
        Point from = points.get(i);
        Point to = points.get((i + 1) % points.size());
        return new Point(
                from.x() + (to.x() - from.x()) * part, from.y() + (to.y() - from.y()) * part);
    }

    private static double easing(Point before, Point here, Point next) {
        double in = Math.atan2(here.y() - before.y(), here.x() - before.x());
        double out = Math.atan2(next.y() - here.y(), next.x() - here.x());
        double turn = Math.abs(Math.IEEEremainder(out - in, 2 * Math.PI));
        return 1 - BEND_SLOWDOWN * Math.min(1, turn / (Math.PI / 2));
    }
}

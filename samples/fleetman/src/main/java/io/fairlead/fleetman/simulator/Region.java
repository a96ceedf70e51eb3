package io.fairlead.fleetman.simulator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The roads of the map and the rounds that vehicles drive on them, read from the same file that the page draws.
///
/// One object a line, words separated by blanks, names in quotation marks:
///
/// ```
/// node NAME X Y
/// road CLASS "Name" NODE NODE …
/// round "Vehicle" MPH NODE NODE …       a loop; neighbours must be neighbours on a road
/// ```
///
/// Other lines are for the page.
///
/// @param tracks the round of each vehicle, in the order of the file
record Region(Map<String, Track> tracks) {

    /// Reads the file.
    ///
    /// @throws IllegalArgumentException naming the line that is wrong
    static Region parse(String text) {
        Map<String, Point> nodes = new HashMap<>();
        Map<List<String>, List<Point>> stretches = new HashMap<>();
        Map<String, Track> tracks = new LinkedHashMap<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            List<String> words = words(line.strip());
            try {
                switch (words.isEmpty() ? "" : words.getFirst()) {
                    case "node" ->
                            nodes.put(
                                    words.get(1),
                                    new Point(
                                            Double.parseDouble(words.get(2)),
                                            Double.parseDouble(words.get(3))));
                    case "road" -> addRoad(words.subList(3, words.size()), nodes, stretches);
                    case "round" ->
                            tracks.put(
                                    words.get(1),
                                    Track.of(
                                            loop(words.subList(3, words.size()), stretches),
                                            Double.parseDouble(words.get(2))));
                    default -> {
                        // for the page
                    }
                }
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
            }
        }
        return new Region(tracks);
    }

    private static void addRoad(
            List<String> names,
            Map<String, Point> nodes,
            Map<List<String>, List<Point>> stretches) {
        List<Point> points = new ArrayList<>();
        for (String name : names) {
            Point point = nodes.get(name);
            if (point == null) {
                throw new IllegalArgumentException("no node " + name);
            }
            points.add(point);
        }
        for (int i = 0; i + 1 < points.size(); i++) {
            List<Point> stretch = Curve.stretch(points, i);
            stretches.put(List.of(names.get(i), names.get(i + 1)), stretch);
            stretches.put(List.of(names.get(i + 1), names.get(i)), stretch.reversed());
        }
    }

    private static List<Point> loop(List<String> names, Map<List<String>, List<Point>> stretches) {
        List<Point> loop = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            List<String> ends = List.of(names.get(i), names.get((i + 1) % names.size()));
            List<Point> stretch = stretches.get(ends);
            if (stretch == null) {
                throw new IllegalArgumentException("no road between " + ends);
            }
            loop.addAll(stretch.subList(0, stretch.size() - 1));
        }
        return loop;
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        String[] parts = line.split("\"");
        for (int i = 0; i < parts.length; i++) {
            if (i % 2 == 1) {
                words.add(parts[i]); // in quotation marks, perhaps empty
            } else {
                Arrays.stream(parts[i].split("\\s+")).filter(w -> !w.isEmpty()).forEach(words::add);
            }
        }
        return words;
    }
}

package io.fairlead.perf.footprint;

import io.fairlead.perf.machine.CpuLimit;
import io.fairlead.perf.machine.Machine;
import io.fairlead.perf.machine.Memory;
import io.fairlead.perf.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// Everything that a run found.
///
/// @param rate requests a second under load
record FootprintReport(String date, Machine machine, int rate, FootprintRun.Found found) {

    private static final double MB = 1_024;

    /// What the load alone may take, and 16 MB for mutual TLS.
    private static final int ANONYMOUS_MB_MAX = 64 + 16;

    private static final int RESIDENT_MB_MAX = 110 + 16;
    private static final int READY_MS_MAX = 1_500;
    private static final int TROUBLES_MAX = 8;

    /// What carries the traffic of a pod.
    enum Plane {
        OURS,
        ENVOY;

        String title() {
            return this == OURS ? "ours" : "Envoy and our agent";
        }
    }

    /// A sidecar at one time.
    record Look(String pod, Plane plane, boolean loaded, Memory memory) {}

    /// A sidecar that was started alone.
    ///
    /// @param instead of this pod
    /// @param millis until it was ready
    record Start(String instead, Plane plane, long millis) {}

    /// All pods got new sidecars of ours at once.
    ///
    /// @param limit of processor that each has
    /// @param seconds until all new pods were available and no old one was wanted
    record Rollout(int sidecars, String limit, long seconds, CpuLimit.Told told) {}

    private List<Look> of(Plane plane, boolean loaded) {
        return found.looks().stream()
                .filter(look -> look.plane() == plane && look.loaded() == loaded)
                .toList();
    }

    private LongStream millis(Plane plane) {
        return found.starts().stream()
                .filter(start -> start.plane() == plane)
                .mapToLong(Start::millis);
    }

    private boolean fits() {
        return !of(Plane.OURS, true).isEmpty()
                && found.looks().stream()
                        .filter(look -> look.plane() == Plane.OURS)
                        .map(Look::memory)
                        .allMatch(memory ->
                                memory.anonymousKb() <= ANONYMOUS_MB_MAX * MB
                                        && memory.residentKb() <= RESIDENT_MB_MAX * MB);
    }

    private boolean ready() {
        return millis(Plane.OURS).allMatch(millis -> millis <= READY_MS_MAX);
    }

    private boolean held() {
        return found.rollout().told().heldBack() > 0;
    }

    private boolean answered() {
        return found.answers().stream().allMatch(answers -> answers.failed() == 0);
    }

    /// Whether each of ours took at most what is aimed at, whenever it was looked at, and no request failed.
    boolean met() {
        return fits() && ready() && held() && answered();
    }

    /// As Markdown, for people.
    String text() {
        return """
        # perf footprint, %s

        %s

        Memory, MB, mean (most) of a sidecar; under load of %d requests a second to the whole fleet. Aim for each of
        ours: resident %d, anonymous %d: %s.

        %s
        Ready after its start, ms, of each that was started alone. Aim for ours: %d: %s.

        %s
        Rollout of %d sidecars of ours at a limit of %s: %d s; the limit was %s: %d of %d periods.

        Requests, of which none may fail: %s.

        %s%s\
        """
                .formatted(
                        date,
                        machine.text(),
                        rate,
                        RESIDENT_MB_MAX,
                        ANONYMOUS_MB_MAX,
                        verdict(fits()),
                        memory(),
                        READY_MS_MAX,
                        verdict(ready()),
                        starts(),
                        found.rollout().sidecars(),
                        found.rollout().limit(),
                        found.rollout().seconds(),
                        held() ? "felt" : "not held",
                        found.rollout().told().heldBack(),
                        found.rollout().told().periods(),
                        verdict(answered()),
                        answers(),
                        troubles());
    }

    private static String verdict(boolean met) {
        return met ? "met" : "missed";
    }

    private String memory() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("sidecar", "when", "pods", "resident", "anonymous", "proportional"));
        for (boolean loaded : new boolean[] {false, true}) {
            for (Plane plane : Plane.values()) {
                List<Look> these = of(plane, loaded);
                lines.add(
                        List.of(
                                plane.title(),
                                loaded ? "under load" : "idle",
                                Integer.toString(these.size()),
                                span(these, Memory::residentKb),
                                span(these, Memory::anonymousKb),
                                span(these, Memory::proportionalKb)));
            }
        }
        return Table.markdown(lines);
    }

    private String starts() {
        List<List<String>> lines = new ArrayList<>(List.of(List.of("sidecar", "ready ms")));
        for (Plane plane : Plane.values()) {
            lines.add(
                    List.of(
                            plane.title(),
                            millis(plane)
                                    .mapToObj(Long::toString)
                                    .collect(Collectors.joining(", "))));
        }
        return Table.markdown(lines);
    }

    private String answers() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("when", "asked", "failed"));
        for (FleetLoad.Answers answers : found.answers()) {
            lines.add(
                    List.of(
                            answers.when(),
                            Long.toString(answers.asked()),
                            Long.toString(answers.failed())));
        }
        return Table.markdown(lines);
    }

    /// The kinds of failures, the most frequent of each load first.
    private String troubles() {
        return found.answers().stream()
                .flatMap(answers ->
                        answers.troubles().entrySet().stream()
                                .sorted(
                                        Map.Entry.comparingByValue(
                                                (a, b) -> Long.compare(b.count(), a.count())))
                                .limit(TROUBLES_MAX)
                                .map(one -> trouble(answers.when(), one)))
                .collect(Collectors.joining());
    }

    private static String trouble(String when, Map.Entry<String, FleetLoad.Troubles> kind) {
        FleetLoad.Troubles these = kind.getValue();
        return "%n- %s, second %d to %d, %d times: %s"
                .formatted(when, these.first(), these.last(), these.count(), kind.getKey());
    }

    private static String span(List<Look> looks, ToLongFunction<Memory> what) {
        var all = looks.stream().map(Look::memory).mapToLong(what).summaryStatistics();
        return all.getCount() == 0
                ? "-"
                : String.format(
                        Locale.ROOT, "%.0f (%.0f)", all.getAverage() / MB, all.getMax() / MB);
    }
}

package io.fairlead.minicluster.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Connections in clear text, one after the other, each with its time by the machine's clock.
///
/// @param statuses of each; 0 when it was refused
/// @param begun nanoseconds since 1970
/// @param ended of the last one
record Knocks(List<Integer> statuses, List<Long> begun, long ended) {
    private static final int SECONDS_EACH = 5;

    Knocks {
        statuses = List.copyOf(statuses);
        begun = List.copyOf(begun);
    }

    /// Somebody in a pod knocks.
    static Knocks from(Fleet fleet, String pod, String address, int times) {
        return read(fleet.exec(pod, "sh", "-c", script(address, times, false)).output());
    }

    /// Somebody on the node, who is nobody of the mesh.
    static Knocks fromNode(Fleet fleet, String address, int times) {
        return read(fleet.execOnNode("sh", "-c", script(address, times, false)).output());
    }

    /// The same until it is let in; between two knocks others get the processor.
    static Knocks fromNodeUntilLetIn(Fleet fleet, String address, int timesMax) {
        return read(fleet.execOnNode("sh", "-c", script(address, timesMax, true)).output());
    }

    private static String script(String address, int times, boolean untilLetIn) {
        String until = untilLetIn ? "[ $s != 200 ] || break; sleep 0.05; " : "";
        return ("i=0; while [ $i -lt %d ]; do i=$((i+1)); date +%%s%%N;"
                        + " s=$(curl -s -o /dev/null -w '%%{http_code}' --max-time %d http://%s/);"
                        + " echo $s; %sdone; date +%%s%%N")
                .formatted(times, SECONDS_EACH, address, until);
    }

    private static Knocks read(String output) {
        List<Integer> statuses = new ArrayList<>();
        List<Long> begun = new ArrayList<>();
        List<String> lines = output.lines().map(String::strip).toList();
        for (int i = 0; i + 1 < lines.size(); i += 2) {
            begun.add(number(lines.get(i)));
            statuses.add((int) number(lines.get(i + 1)));
        }
        long ended = lines.isEmpty() ? 0 : number(lines.getLast());
        return new Knocks(statuses, begun, ended);
    }

    private static long number(String text) {
        if (!text.matches("\\d{1,19}")) {
            throw new IllegalStateException("a knock says: " + text);
        }
        return Long.parseLong(text);
    }

    /// How many were refused.
    long refused() {
        return statuses.stream().filter(status -> status != 200).count();
    }

    /// The first was refused, and nobody after it.
    boolean lostTheFirstOnly() {
        return statuses.size() > 1 && statuses.getFirst() != 200 && refused() == 1;
    }

    /// The last one was let in.
    boolean endsLetIn() {
        return !statuses.isEmpty() && statuses.getLast() == 200;
    }

    /// From a moment to the end of the last one.
    ///
    /// @param nanos since 1970
    Duration since(long nanos) {
        return Duration.ofNanos(ended - nanos);
    }
}

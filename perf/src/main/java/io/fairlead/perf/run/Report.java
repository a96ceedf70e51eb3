package io.fairlead.perf.run;

import io.fairlead.perf.machine.Machine;
import io.fairlead.perf.peer.Family;
import io.fairlead.perf.table.Footprint;
import io.fairlead.perf.table.Overhead;
import io.fairlead.perf.table.Sample;
import io.fairlead.perf.table.Table;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything that a run found, with what one must know to judge it.
///
/// @param notMeasured peers that are missing or failed, with the reason
/// @param notShown why a whole part is missing; null when none is
/// @param cold what happened in the first seconds after a start; null when that wasn't asked for
public record Report(
        Family family,
        String date,
        Machine machine,
        Map<String, String> versions,
        int rounds,
        int seconds,
        List<Table> tables,
        List<Footprint> footprints,
        Map<String, String> notMeasured,
        @Nullable String notShown,
        @Nullable Table cold,
        List<Sample> samples) {

    /// As Markdown, for people.
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append("# perf %s, %s%n%n".formatted(family.name().toLowerCase(Locale.ROOT), date));
        text.append(machine.text()).append('\n');
        versions.forEach((name, version) -> text.append("%s: %s%n".formatted(name, version)));
        text.append(
                "%d rounds of %d s, 1 KB answers; proxy on core 0, load and backend on core 1%n%n"
                        .formatted(rounds, seconds));
        tables.forEach(table -> text.append(table.text()).append('\n'));
        text.append(Overhead.text(Overhead.of(samples)));
        if (cold != null) {
            text.append(cold.text()).append('\n');
        }
        text.append("## Footprint\n\n").append(Footprint.text(footprints)).append('\n');
        notMeasured.forEach(
                (peer, why) -> text.append("%s: not measured: %s%n".formatted(peer, why)));
        if (notShown != null) {
            text.append("limit of 200m: not shown: ").append(notShown).append('\n');
        }
        return text.toString();
    }
}

package io.fairlead.migrate.drive;

import io.fairlead.migrate.decide.trail.Entry;
import io.fairlead.migrate.decide.trail.Trail;
import io.fairlead.migrate.view.EventView;
import io.fairlead.migrate.view.MigrationView.TrailView;
import io.fairlead.model.mtls.UnitId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The audit trail in an archive, which is only ever made longer. A trail that is broken is left as it was found, so
/// that somebody can look: nothing is added to it. One that can't be written for now, on a full disk or while no API
/// server answers, goes on when it can.
final class TrailKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(TrailKeeper.class);

    /// Records that are kept in memory for who asks.
    private static final int TAIL = 500;

    /// Records that wait until there is room; what comes above is lost, and the trail says so.
    private static final int OWED_MAX = 10_000;

    private final @Nullable Archive archive;
    private final List<Entry> owed = new ArrayList<>();
    private Trail end = Trail.BEGIN;

    /// Lines that may stand there or not: the archive has to be read.
    private List<String> unsure = List.of();

    /// How many of these are owed, too.
    private int unsureOwed;

    /// The last records, whatever is not whole included; read by anybody.
    private volatile List<String> tail = List.of();

    /// What was done, newest first; read by anybody.
    private volatile Timeline timeline = Timeline.BEGIN;

    /// For good.
    private String problem = "";

    /// For now.
    private String waiting = "";

    /// It was never read.
    private boolean unread;

    private boolean foreign;

    private TrailKeeper(@Nullable Archive archive) {
        this.archive = archive;
    }

    /// Without an archive.
    ///
    /// @param why that is told
    static TrailKeeper none(String why) {
        TrailKeeper none = new TrailKeeper(null);
        none.problem = why;
        return none;
    }

    /// Reads and checks what is there.
    static TrailKeeper open(Archive archive) {
        TrailKeeper trail = new TrailKeeper(archive);
        try {
            archive.begin();
            if (archive.length() > Archive.TRAIL_MAX) {
                trail.problem = full(archive);
            } else {
                List<String> _ = trail.read(archive);
            }
        } catch (IOException e) {
            trail.problem = archive.name() + " can't be read: " + e;
            trail.unread = true;
        }
        return trail;
    }

    private List<String> read(Archive from) throws IOException {
        List<String> lines = from.trail();
        tail = last(lines);
        switch (Trail.BEGIN.verify(lines)) {
            case Trail.Verdict.Whole(Trail found) -> {
                end = found;
                timeline = Timeline.of(lines);
            }
            case Trail.Verdict.Broken(long seq, String why) ->
                    problem =
                            ("%s is broken at record %d: %s; fix: find out who changed it,"
                                            + " move it away, and start anew")
                                    .formatted(from.name(), seq, why);
        }
        return lines;
    }

    private static List<String> last(List<String> lines) {
        return List.copyOf(lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
    }

    private static String full(Archive at) {
        return "%s is longer than %d MiB; fix: move it away, and note its last hash"
                .formatted(at.name(), Archive.TRAIL_MAX / 1024 / 1024);
    }

    /// True when it could not be read, and may be later.
    boolean isUnread() {
        return unread;
    }

    /// True when somebody else wrote to it: whoever goes on has to begin with what stands there.
    boolean isForeign() {
        return foreign;
    }

    /// Writes records, after those that are owed; returns when they outlive the daemon. Why they are not is told by
    /// [#view]. Without records it looks whether what stood in the way is over.
    ///
    /// @return false when they are not there
    boolean append(List<Entry> entries) {
        Archive to = archive;
        if (to == null || !problem.isEmpty()) {
            // What changes a mode is not done where it can't be written.
            if (to == null || entries.stream().noneMatch(Hands::isEffective)) {
                timeline = timeline.plus(entries);
            }
            return entries.isEmpty();
        }
        try {
            if (!catchUp(to)) {
                return false;
            }
            List<Entry> all = new ArrayList<>(owed);
            all.addAll(entries);
            if (all.isEmpty() && waiting.isEmpty()) {
                return true;
            }
            if (all.isEmpty()) {
                to.probe();
            } else {
                write(to, all);
                timeline = timeline.plus(all);
            }
            owed.clear();
            settle();
            return problem.isEmpty();
        } catch (IOException e) {
            postpone(to, e);
            return false;
        }
    }

    /// Records of what happens in any case: written with the next ones where they can't be now.
    void owe(List<Entry> entries) {
        List<String> before = unsure;
        if (append(entries) || archive == null || !problem.isEmpty()) {
            return;
        }
        if (!unsure.equals(before)) {
            unsureOwed = unsure.size();
        }
        if (owed.size() + entries.size() > OWED_MAX) {
            problem =
                    "%s could not be written for so long that records are lost; fix: make room, and start anew"
                            .formatted(archive.name());
            LOG.atError().setMessage("audit trail").addKeyValue("problem", problem).log();
            return;
        }
        owed.addAll(entries);
    }

    /// After a write of which nobody knows what became: what stands there now counts.
    ///
    /// @return false when it can't go on from there
    private boolean catchUp(Archive to) throws IOException {
        if (unsure.isEmpty()) {
            return true;
        }
        Trail before = end;
        List<String> lines = read(to);
        List<String> tried = unsure;
        unsure = List.of();
        if (!problem.isEmpty()) {
            LOG.atError().setMessage("audit trail").addKeyValue("problem", problem).log();
            return false;
        }
        List<String> more = lines.subList((int) Math.min(before.seq(), lines.size()), lines.size());
        foreign = end.seq() < before.seq() || !isBeginOf(tried, more);
        owed.subList(0, Math.min(more.size(), unsureOwed)).clear();
        return !foreign;
    }

    private static boolean isBeginOf(List<String> tried, List<String> found) {
        return found.size() <= tried.size() && found.equals(tried.subList(0, found.size()));
    }

    private void postpone(Archive to, IOException e) {
        if (waiting.isEmpty() && problem.isEmpty()) {
            waiting =
                    "%s can't be written: %s; fix: %s, and it goes on by itself"
                            .formatted(to.name(), e, to.remedy());
            LOG.atError().setMessage("audit trail").addKeyValue("problem", waiting).log();
        }
    }

    private void settle() {
        if (!waiting.isEmpty()) {
            waiting = "";
            LOG.atInfo().setMessage("audit trail goes on").addKeyValue("records", end.seq()).log();
        }
    }

    private void write(Archive to, List<Entry> entries) throws IOException {
        if (to.length() > Archive.TRAIL_MAX) {
            problem = full(to);
            return;
        }
        List<String> lines = new ArrayList<>();
        Trail next = end;
        for (Entry entry : entries) {
            Trail.Added added = next.plus(entry);
            lines.add(added.line());
            next = added.trail();
        }
        try {
            to.append(lines);
        } catch (Archive.Unsure e) {
            unsure = List.copyOf(lines);
            unsureOwed = owed.size();
            throw e;
        }
        end = next;
        List<String> all = new ArrayList<>(tail);
        all.addAll(lines);
        tail = last(all);
    }

    /// The last records as they stand there.
    List<String> tail() {
        return tail;
    }

    /// True when the last that is told of a unit is that it was locked. Who ended after that was written, and before
    /// the record of the unit was, has locked it.
    boolean saysLocked(UnitId unit) {
        String name = "\"unit\":\"%s\"".formatted(unit);
        return tail.reversed().stream()
                .filter(line -> line.contains(name))
                .findFirst()
                .filter(line -> line.contains("\"to\":\"LOCKED\""))
                .isPresent();
    }

    /// What was done last, also where nothing keeps it. Called by anybody.
    List<EventView> events() {
        return timeline.events();
    }

    TrailView view() {
        return new TrailView(end.seq(), end.hash(), problem.isEmpty() ? waiting : problem);
    }
}

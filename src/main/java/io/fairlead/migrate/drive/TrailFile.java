package io.fairlead.migrate.drive;

import io.fairlead.migrate.decide.trail.Entry;
import io.fairlead.migrate.decide.trail.Trail;
import io.fairlead.migrate.view.EventView;
import io.fairlead.migrate.view.MigrationView.TrailView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The audit trail in a file, which is only ever made longer. A trail that is broken is left as it was found, so that
/// somebody can look: nothing is added to it. One that can't be written for now, on a full disk, goes on when it can.
final class TrailFile {
    private static final Logger LOG = LoggerFactory.getLogger(TrailFile.class);

    /// Its name in the directory.
    static final String NAME = "mtls-audit.jsonl";

    /// Records that are kept in memory for who asks.
    private static final int TAIL = 500;

    private static final long BYTES_MAX = 64L * 1024 * 1024;
    private static final int PROBE_BYTES = 4096;

    /// Records that wait until there is room; what comes above is lost, and the trail says so.
    private static final int OWED_MAX = 10_000;

    private final @Nullable Path file;
    private final List<Entry> owed = new ArrayList<>();
    private Trail end = Trail.BEGIN;

    /// The last records, whatever is not whole included; read by anybody.
    private volatile List<String> tail = List.of();

    /// What was done, newest first; read by anybody.
    private volatile Timeline timeline = Timeline.BEGIN;

    /// For good.
    private String problem = "";

    /// For now.
    private String waiting = "";

    private TrailFile(@Nullable Path file) {
        this.file = file;
    }

    /// Reads and checks what is there.
    ///
    /// @param dir null keeps none
    static TrailFile open(@Nullable Path dir) {
        if (dir == null) {
            TrailFile none = new TrailFile(null);
            none.problem = "it is not kept; fix: start the daemon with --mtls-dir DIR";
            return none;
        }
        TrailFile trail = new TrailFile(dir.resolve(NAME));
        trail.read(dir, dir.resolve(NAME));
        return trail;
    }

    private void read(Path dir, Path from) {
        try {
            Files.createDirectories(dir);
            if (!Files.exists(from)) {
                Files.createFile(
                        from,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-r-----")));
                return;
            }
            if (Files.size(from) > BYTES_MAX) {
                problem = full(from);
                return;
            }
            List<String> lines = Files.readAllLines(from, StandardCharsets.UTF_8);
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
                                        .formatted(from, seq, why);
            }
        } catch (IOException e) {
            problem = from + " can't be read: " + e;
        }
    }

    private static List<String> last(List<String> lines) {
        return List.copyOf(lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
    }

    private static String full(Path at) {
        return "%s is longer than %d MiB; fix: move it away, and note its last hash"
                .formatted(at, BYTES_MAX / 1024 / 1024);
    }

    /// Writes records to the disk, after those that are owed; returns when they are there. Why they are not is told by
    /// [#view]. Without records it looks whether what stood in the way is over.
    ///
    /// @return false when they are not there
    boolean append(List<Entry> entries) {
        Path to = file;
        if (to == null || !problem.isEmpty()) {
            // What changes a mode is not done where it can't be written.
            if (to == null || entries.stream().noneMatch(Hands::isEffective)) {
                timeline = timeline.plus(entries);
            }
            return entries.isEmpty();
        }
        List<Entry> all = new ArrayList<>(owed);
        all.addAll(entries);
        if (all.isEmpty() && waiting.isEmpty()) {
            return true;
        }
        try {
            if (all.isEmpty()) {
                probe(to.resolveSibling("." + NAME + ".probe"));
            } else {
                write(to, all);
                timeline = timeline.plus(all);
            }
            owed.clear();
            settle();
            return problem.isEmpty();
        } catch (IOException e) {
            postpone(e);
            return false;
        }
    }

    /// Records of what happens in any case: written with the next ones where they can't be now.
    void owe(List<Entry> entries) {
        if (append(entries) || file == null || !problem.isEmpty()) {
            return;
        }
        if (owed.size() + entries.size() > OWED_MAX) {
            problem =
                    "%s could not be written for so long that records are lost; fix: make room, and start anew"
                            .formatted(file);
            LOG.atError().setMessage("audit trail").addKeyValue("problem", problem).log();
            return;
        }
        owed.addAll(entries);
    }

    private static void probe(Path beside) throws IOException {
        try {
            Files.write(beside, new byte[PROBE_BYTES]);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    private void postpone(IOException e) {
        if (waiting.isEmpty() && problem.isEmpty()) {
            waiting =
                    file + " can't be written: " + e + "; fix: make room, and it goes on by itself";
            LOG.atError().setMessage("audit trail").addKeyValue("problem", waiting).log();
        }
    }

    private void settle() {
        if (!waiting.isEmpty()) {
            waiting = "";
            LOG.atInfo().setMessage("audit trail goes on").addKeyValue("records", end.seq()).log();
        }
    }

    private void write(Path to, List<Entry> entries) throws IOException {
        StringBuilder text = new StringBuilder();
        List<String> lines = new ArrayList<>(tail);
        Trail next = end;
        for (Entry entry : entries) {
            Trail.Added added = next.plus(entry);
            text.append(added.line()).append('\n');
            lines.add(added.line());
            next = added.trail();
        }
        try (FileChannel channel =
                FileChannel.open(to, Set.of(StandardOpenOption.WRITE, StandardOpenOption.APPEND))) {
            long before = channel.size();
            if (before > BYTES_MAX) {
                problem = full(to);
                return;
            }
            try {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
                end = next;
                tail = last(lines);
            } catch (IOException e) {
                cut(channel, before);
                throw e;
            }
        }
    }

    /// Half a line may stand there now: the chain would be broken for whoever goes on.
    private void cut(FileChannel channel, long length) {
        try {
            channel.truncate(length);
            channel.force(true);
        } catch (IOException e) {
            problem =
                    file + " can't be written or mended: " + e + "; fix: make room, and start anew";
        }
    }

    /// The last records as they stand in the file.
    List<String> tail() {
        return tail;
    }

    /// What was done last, also where no file keeps it. Called by anybody.
    List<EventView> events() {
        return timeline.events();
    }

    TrailView view() {
        return new TrailView(end.seq(), end.hash(), problem.isEmpty() ? waiting : problem);
    }
}

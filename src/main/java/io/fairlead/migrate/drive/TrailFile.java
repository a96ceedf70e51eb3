package io.fairlead.migrate.drive;

import io.fairlead.migrate.decide.trail.Entry;
import io.fairlead.migrate.decide.trail.Trail;
import io.fairlead.migrate.view.MigrationView.TrailView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The audit trail in a file, which is only ever made longer. A trail that is broken is left as it was found, so that
/// somebody can look: nothing is added to it.
final class TrailFile {
    /// Its name in the directory.
    static final String NAME = "mtls-audit.jsonl";

    private static final long BYTES_MAX = 64L * 1024 * 1024;

    private final @Nullable Path file;
    private Trail end = Trail.BEGIN;
    private String problem = "";

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
            switch (Trail.BEGIN.verify(lines)) {
                case Trail.Verdict.Whole(Trail found) -> end = found;
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

    private static String full(Path at) {
        return "%s is longer than %d MiB; fix: move it away, and note its last hash"
                .formatted(at, BYTES_MAX / 1024 / 1024);
    }

    /// Writes records to the disk; returns when they are there. What can't be written is told by [#view].
    void append(List<Entry> entries) {
        if (entries.isEmpty() || file == null || !problem.isEmpty()) {
            return;
        }
        StringBuilder text = new StringBuilder();
        Trail next = end;
        for (Entry entry : entries) {
            Trail.Added added = next.plus(entry);
            text.append(added.line()).append('\n');
            next = added.trail();
        }
        try (FileChannel channel =
                FileChannel.open(
                        file, Set.of(StandardOpenOption.WRITE, StandardOpenOption.APPEND))) {
            if (channel.size() > BYTES_MAX) {
                problem = full(file);
                return;
            }
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
            end = next;
        } catch (IOException e) {
            // Half a line may stand there now: the chain would be broken for whoever goes on.
            problem = file + " can't be written: " + e + "; fix: make room, and start anew";
        }
    }

    TrailView view() {
        return new TrailView(end.seq(), end.hash(), problem);
    }
}

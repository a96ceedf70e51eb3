package io.fairlead.migrate.drive;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Where the migration keeps what outlives the daemon: the audit trail, which only ever gets longer, and the records of
/// units, which are replaced whole.
public interface Archive {
    /// Characters of a trail: one that is longer is not read, and nothing is added to it.
    long TRAIL_MAX = 64L * 1024 * 1024;

    /// In files of a directory.
    static Archive in(Path dir) {
        return new FileArchive(dir);
    }

    /// The trail, as people know it.
    String name();

    /// Makes a place for a trail where there is none. Only once: a trail that is gone later is no trail that is empty.
    void begin() throws IOException;

    /// What somebody can do who reads that it can't be written.
    String remedy();

    /// How long the trail is, in characters, as far as that is known without reading it.
    long length() throws IOException;

    /// All lines of the trail, oldest first.
    List<String> trail() throws IOException;

    /// Makes the trail longer; returns when that outlives a kill of the daemon.
    ///
    /// @param lines without their ends
    /// @throws Unsure when some of it may stand there, or somebody else wrote: it has to be read again
    /// @throws IOException when nothing was written
    void append(List<String> lines) throws IOException;

    /// Looks whether something could be written now, without writing anything that stays.
    void probe() throws IOException;

    /// The records, as they were written last; empty before that.
    String records() throws IOException;

    /// Returns when they outlive a kill of the daemon.
    ///
    /// @throws Unsure when somebody else wrote them since they were read
    void records(String text) throws IOException;

    /// What stands there has to be read before anything is written again.
    final class Unsure extends IOException {
        private static final long serialVersionUID = 1;

        public Unsure(String what, Throwable cause) {
            super(what, cause);
        }

        public Unsure(String what) {
            super(what);
        }
    }
}

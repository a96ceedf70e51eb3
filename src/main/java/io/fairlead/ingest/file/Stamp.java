package io.fairlead.ingest.file;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/// Tells whether a file is still the one that was read: the same inode, size and time of change.
record Stamp(@Nullable Object inode, long size, FileTime modified) {
    static Stamp of(BasicFileAttributes attributes) {
        return new Stamp(attributes.fileKey(), attributes.size(), attributes.lastModifiedTime());
    }
}

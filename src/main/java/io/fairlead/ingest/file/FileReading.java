package io.fairlead.ingest.file;

import io.fairlead.ingest.decode.Decoded;
import io.fairlead.ingest.decode.Decoder;
import io.fairlead.ingest.decode.Limits;
import io.fairlead.ingest.validate.FileCheck;
import io.fairlead.model.config.Problem.Told;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Reads one file, never more of it than its limit.
final class FileReading {
    private FileReading() {}

    /// Null when the file is gone.
    static @Nullable Decoded read(Path path, String name, Limits limits) {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(limits.fileBytesMax() + 1);
            if (bytes.length > limits.fileBytesMax()) {
                return Decoder.refusal(
                        name, "file-too-large", Decoder.tooLarge(limits.fileBytesMax()));
            }
            return FileCheck.check(name, bytes, limits);
        } catch (NoSuchFileException _) {
            return null;
        } catch (IOException e) {
            Told told =
                    new Told(
                            "cannot be read: " + e.getMessage(),
                            "the daemon reads its files",
                            "check its rights");
            return Decoder.refusal(name, "unreadable-file", told);
        }
    }
}

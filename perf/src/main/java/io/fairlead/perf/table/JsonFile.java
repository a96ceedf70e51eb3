package io.fairlead.perf.table;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where a report goes besides the screen.
public final class JsonFile {

    private JsonFile() {}

    /// Writes everything that was found.
    ///
    /// @param file null when nobody asked for it
    public static void write(@Nullable Path file, Object report) throws IOException {
        if (file != null) {
            new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValue(file.toFile(), report);
        }
    }
}

package io.fairlead.perf.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ScratchTest {

    @Test
    void whatCouldNotBeEndedKeepsItsFilesUntilItIs() throws IOException {
        AtomicInteger tries = new AtomicInteger();
        Scratch scratch = Scratch.create("fairlead-scratch-test-");
        scratch.ends(() -> {
            if (tries.incrementAndGet() == 1) {
                throw new IOException("interrupted by a signal");
            }
        });
        Files.writeString(scratch.directory().resolve("pid"), "1");
        scratch.close();
        assertThat(scratch.directory().resolve("pid")).exists();
        scratch.close();
        assertThat(scratch.directory()).doesNotExist();
        scratch.close();
        assertThat(tries).hasValue(2);
    }
}

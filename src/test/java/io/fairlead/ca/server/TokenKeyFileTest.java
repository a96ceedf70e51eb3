package io.fairlead.ca.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.ca.sign.CaMeters;
import io.fairlead.meter.MetricNames;
import io.fairlead.testing.TokenMint;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenKeyFileTest {

    @TempDir Path dir;
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private Path file;
    private TokenKeyFile source;

    @BeforeEach
    void open() {
        file = dir.resolve("jwks.json");
        source = new TokenKeyFile(file, new CaMeters(registry));
    }

    @Test
    void theFileMayComeLater() throws IOException {
        source.look();
        assertThat(source.keys().isEmpty()).isTrue();

        Files.writeString(file, TokenMint.ec("one").jwks());
        source.look();
        assertThat(source.keys().size()).isEqualTo(1);
    }

    @Test
    void newKeysCountAtOnce() throws IOException {
        Files.writeString(file, TokenMint.ec("one").jwks());
        source.look();
        var before = source.keys();
        source.look();
        assertThat(source.keys()).as("nothing changed").isSameAs(before);

        Files.writeString(file, TokenMint.ec("two").jwks());
        source.look();
        assertThat(source.keys()).isNotSameAs(before);
        assertThat(reloads("ok")).isEqualTo(2);
    }

    @Test
    void whatCannotBeReadLeavesTheLastGoodKeysAndIsToldOnce() throws IOException {
        Files.writeString(file, TokenMint.ec("one").jwks());
        source.look();
        var good = source.keys();

        Files.writeString(file, "{\"keys\":[");
        source.look();
        source.look();
        assertThat(source.keys()).isSameAs(good);
        assertThat(reloads("refused")).isEqualTo(1);

        Files.delete(file);
        source.look();
        assertThat(source.keys()).isSameAs(good);
    }

    private double reloads(String result) {
        return registry.counter(MetricNames.CA_RELOADS, "what", "token_keys", "result", result)
                .count();
    }
}

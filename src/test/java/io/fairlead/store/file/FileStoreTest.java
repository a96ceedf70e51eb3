package io.fairlead.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.store.ConfigStore;
import io.fairlead.model.store.ConfigStore.Outcome;
import io.fairlead.model.store.ConfigStore.Stored;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStoreTest {

    private static final ObjectKey KEY =
            new ObjectKey("", "Secret", "istio-system", "istio-ca-secret");

    @TempDir Path temp;

    @Test
    void whatWasWrittenIsReadWithItsVersion() throws IOException {
        FileStore store = store();
        assertThat(store.read(KEY)).isEmpty();

        String version = written(store.write(KEY, Map.of("a", "1"), ConfigStore.ABSENT));
        assertThat(store.read(KEY)).contains(new Stored(Map.of("a", "1"), version));

        String next = written(store.write(KEY, Map.of("b", "2"), version));
        assertThat(next).isNotEqualTo(version);
        assertThat(store().read(KEY)).contains(new Stored(Map.of("b", "2"), next));
    }

    @Test
    void whoKnowsAnOldVersionWritesNothing() throws IOException {
        FileStore store = store();
        String version = written(store.write(KEY, Map.of("a", "1"), ConfigStore.ABSENT));

        assertThat(store.write(KEY, Map.of("a", "2"), ConfigStore.ABSENT))
                .isEqualTo(new Outcome.Conflict(version));
        assertThat(store.write(KEY, Map.of("a", "2"), "old"))
                .isEqualTo(new Outcome.Conflict(version));
        assertThat(store.read(KEY)).map(Stored::contents).contains(Map.of("a", "1"));
    }

    @Test
    void ofManyThatCreateOneSucceeds() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<Outcome>> outcomes = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Map<String, String> contents = Map.of("a", String.valueOf(i));
                outcomes.add(
                        threads.submit(() ->
                                new FileStore(dir()).write(KEY, contents, ConfigStore.ABSENT)));
            }
            long won = 0;
            for (Future<Outcome> outcome : outcomes) {
                won += outcome.get() instanceof Outcome.Written ? 1 : 0;
            }
            assertThat(won).isEqualTo(1);
        }
    }

    @Test
    void aReaderSeesTheOldObjectOrTheNewOne() throws Exception {
        FileStore store = store();
        Map<String, String> first = object("1");
        String version = written(store.write(KEY, first, ConfigStore.ABSENT));
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<Long> torn =
                    threads.submit(() -> {
                        long found = 0;
                        for (int i = 0; i < 300; i++) {
                            Stored seen = store.read(KEY).orElseThrow();
                            found += seen.contents().values().stream().distinct().count() - 1;
                            found += seen.contents().size() - first.size();
                        }
                        return found;
                    });
            for (int i = 2; !torn.isDone(); i++) {
                version = written(store.write(KEY, object(String.valueOf(i)), version));
            }
            assertThat(torn.get()).isZero();
        }
    }

    @Test
    void nobodyElseMayRead() throws IOException {
        store().write(KEY, Map.of("ca-key.pem", "secret"), ConfigStore.ABSENT);

        assertThat(mode(dir())).isEqualTo("rwx------");
        assertThat(mode(dir().resolve("istio-ca-secret").toRealPath())).isEqualTo("rwx------");
        assertThat(mode(dir().resolve("istio-ca-secret/ca-key.pem"))).isEqualTo("rw-------");
    }

    @Test
    void nothingIsLeftOfOldVersions() throws IOException {
        FileStore store = store();
        String version = ConfigStore.ABSENT;
        for (int i = 0; i < 5; i++) {
            version = written(store.write(KEY, object(String.valueOf(i)), version));
        }
        try (Stream<Path> left = Files.list(dir())) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            ".lock", "istio-ca-secret", ".istio-ca-secret." + version);
        }
    }

    @Test
    void aDirectoryThatOthersMayWriteToIsRefused() throws IOException {
        Files.createDirectories(dir());
        Files.setPosixFilePermissions(dir(), PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThatThrownBy(() -> store().write(KEY, Map.of("a", "1"), ConfigStore.ABSENT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("fix: chmod 700");
    }

    @Test
    void namesThatLeadElsewhereAreRefused() {
        ObjectKey outside = new ObjectKey("", "Secret", "", "../secret");
        assertThatThrownBy(() -> store().read(outside))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().write(KEY, Map.of("../a", "1"), ConfigStore.ABSENT))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void contentsAreNeverPrinted() throws IOException {
        store().write(KEY, Map.of("ca-key.pem", "secret"), ConfigStore.ABSENT);
        assertThat(store().read(KEY).toString()).contains("ca-key.pem").doesNotContain("secret,");
    }

    private Path dir() {
        return temp.resolve("store");
    }

    private FileStore store() {
        return new FileStore(dir());
    }

    private static Map<String, String> object(String text) {
        return Map.of("a", text, "b", text, "c", text);
    }

    private static String written(Outcome outcome) {
        return ((Outcome.Written) outcome).version();
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}

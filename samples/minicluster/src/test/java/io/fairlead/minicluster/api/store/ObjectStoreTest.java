package io.fairlead.minicluster.api.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The store keeps what it answered, counts revisions, and tells watchers of every change once and in order.
class ObjectStoreTest {

    private static final int WRITES = 40;

    @TempDir private Path dir;

    private ObjectStore open(StoreLimits limits) throws IOException {
        return ObjectStore.open(dir.resolve("objects.mv"), limits);
    }

    @Test
    void revisionsCountWritesAndDeletionsAndGoOnAfterTheNextStart() throws IOException {
        try (ObjectStore store = open(StoreLimits.DEFAULT)) {
            assertThat(revisionOf(store.put("/pods/default/a", object("1")))).isEqualTo(2);
            assertThat(revisionOf(store.put("/pods/default/a", object("2")))).isEqualTo(3);
            store.delete("/pods/default/a");
            assertThat(store.revision()).isEqualTo(4);
        }
        try (ObjectStore store = open(StoreLimits.DEFAULT)) {
            assertThat(store.revision()).isEqualTo(4);
            assertThat(store.get("/pods/default/a")).isEmpty();
            assertThat(revisionOf(store.put("/pods/default/b", object("3")))).isEqualTo(5);
        }
    }

    @Test
    void anAnsweredWriteSurvivesKill9() throws Exception {
        Process child = writer(dir.resolve("objects.mv"));
        int answered = 0;
        try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
            while (answered < WRITES) {
                String line = lines.readLine();
                assertThat(line).as("the writer's next line").isNotNull();
                answered = Integer.parseInt(line);
            }
            // The handle's way leaves the pipe open, so that what was answered until then can be
            // read.
            assertThat(child.toHandle().destroyForcibly()).isTrue();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                answered = line.isEmpty() ? answered : Integer.parseInt(line);
            }
        }
        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        try (ObjectStore store = open(StoreLimits.DEFAULT)) {
            for (int i = 1; i <= answered; i++) {
                assertThat(store.get("/things/default/n" + i)).as("write %d", i).isPresent();
            }
            assertThat(store.revision()).isGreaterThanOrEqualTo(answered + 1);
        }
    }

    private static Process writer(Path file) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EndlessWriter.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void aListAsOfThenIsWhatWasThere() throws IOException {
        try (ObjectStore store = open(StoreLimits.DEFAULT)) {
            store.put("/pods/default/a", object("1"));
            store.put("/pods/default/b", object("1"));
            long then = store.revision();
            store.put("/pods/default/a", object("2"));
            store.delete("/pods/default/b");
            store.put("/pods/default/c", object("1"));

            Snapshot snapshot = store.list("/pods/", then).orElseThrow();
            assertThat(snapshot.objects().keySet())
                    .containsExactly("/pods/default/a", "/pods/default/b");
            assertThat(snapshot.objects()).containsEntry("/pods/default/a", revised("1", 2));
        }
    }

    @Test
    void whatIsForgottenCantBeWatchedOrListed() throws IOException {
        try (ObjectStore store = open(new StoreLimits(3, 1_000_000, 10))) {
            for (int i = 0; i < 5; i++) {
                store.put("/pods/default/a", object("" + i));
            }
            assertThat(store.watch("/pods/", 2)).isEmpty();
            assertThat(store.list("/pods/", 2)).isEmpty();
            assertThat(store.watch("/pods/", 3)).isPresent();
        }
    }

    @Test
    void largeObjectsAreForgottenSooner() throws IOException {
        try (ObjectStore store = open(new StoreLimits(1_000, 10_000, 10))) {
            for (int i = 0; i < 9; i++) {
                store.put("/pods/default/a", object("x".repeat(3_000)));
            }
            assertThat(store.watch("/pods/", 5)).isEmpty();
            assertThat(store.watch("/pods/", 8)).isPresent();
            store.delete("/pods/default/a");
            assertThat(store.watch("/pods/", 8)).as("what is gone counts, too").isPresent();
            assertThat(store.watch("/pods/", 7)).isEmpty();
        }
    }

    @Test
    void aWatcherThatDoesntReadIsCutOff() throws Exception {
        try (ObjectStore store = open(new StoreLimits(2, 1_000_000, 2));
                Watch watch = store.watch("/pods/", 1).orElseThrow()) {
            for (int i = 0; i < 6; i++) {
                store.put("/pods/default/a", object("" + i));
            }
            assertThat(watch.next(Duration.ofSeconds(5))).hasSize(4);
            assertThat(watch.ended()).isTrue();
        }
    }

    @Test
    void everyWatcherSeesEveryChangeOnceAndInOrder() throws Exception {
        int writers = 3;
        int each = 50;
        try (ObjectStore store = open(StoreLimits.DEFAULT);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Watch early = store.watch("/things/", 1).orElseThrow()) {
            List<Future<?>> done = new ArrayList<>();
            for (int w = 0; w < writers; w++) {
                String key = "/things/default/w" + w;
                done.add(
                        threads.submit(() -> {
                            for (int i = 0; i < each; i++) {
                                store.put(key, object("" + i));
                            }
                        }));
            }
            for (Future<?> one : done) {
                one.get(60, TimeUnit.SECONDS);
            }
            try (Watch late = store.watch("/things/", 1).orElseThrow()) {
                List<Long> expected = new ArrayList<>();
                for (long revision = 2; revision <= writers * each + 1; revision++) {
                    expected.add(revision);
                }
                assertThat(revisions(early)).isEqualTo(expected);
                assertThat(revisions(late)).isEqualTo(expected);
            }
        }
    }

    private static List<Long> revisions(Watch watch) throws InterruptedException {
        return watch.next(Duration.ofSeconds(10)).stream().map(Change::revision).toList();
    }

    private static long revisionOf(ObjectNode object) {
        return object.path("metadata").path("resourceVersion").asLong();
    }

    private static ObjectNode revised(String value, long revision) {
        ObjectNode object = object(value);
        object.putObject("metadata").put("resourceVersion", String.valueOf(revision));
        return object;
    }

    static ObjectNode object(String value) {
        return JsonNodeFactory.instance.objectNode().put("value", value);
    }
}
